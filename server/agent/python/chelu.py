"""A kit for agents in Python: drive a vehicle of Chelu in lock-step over MQTT.

Needs paho-mqtt and protobuf: on Debian and Ubuntu the packages python3-paho-mqtt and python3-protobuf.
Tested with paho-mqtt 1.6.1 and 2.1.0, protobuf 3.21.12 and 7.36.2.
The *_pb2.py beside this file are made by protoc 3.21 from the files in protos/.
"""

import os
import queue
import random
import sys
import time
from pathlib import Path
from urllib.parse import urlparse

sys.path.insert(0, str(Path(__file__).resolve().parent))

import paho.mqtt.client as mqtt  # noqa: E402

import agent_pb2  # noqa: E402
import frame_pb2  # noqa: E402

SCHEMA_VERSION = 1
HELLO_PERIOD_S = 0.5
# Messages that wait to be handled; in lock-step there are hardly ever two.
INBOX = 1000


class Rejected(Exception):
    """The server does not take the agent; says why."""


class Turn:
    """One tick as one vehicle sees it."""

    def __init__(self, frame, entity, driver, dt_s, agent):
        self.tick = frame.tick
        self.now_ms = frame.sim_time_ms
        self.state = entity.state
        self.objects = entity.objects
        # The next vehicle ahead on its way, where the sensors see it.
        self.leader = next((o for o in entity.objects if o.HasField("gap_m")), None)
        self.received = [e for e in frame.received if entity.id in e.to]
        self.driver = driver
        self.dt_s = dt_s
        self.leaves = False
        self._id = entity.id
        self._agent = agent

    def send(self, link, body, message):
        """Sends a message in this tick: link as frame_pb2.LINK_PC5, body a name such as 'rsm', message its protobuf."""
        self._agent._send(self._id, self.now_ms, link, body, message)

    def leave(self):
        """Leaves after this tick: the same in every run."""
        self.leaves = True


class Agent:
    """Drives one vehicle: take_over='car-7', or spawn=['edge', ...] for one of its own.

    `drive` gets a Turn and gives a dict of VehicleCommand's fields, such as {'accel_mps2': 1.0}, or None.
    """

    def __init__(self, drive, take_over=None, spawn=None, range_m=0.0, noisy=False, id=None, broker=None, run=None):
        self.id = id or os.environ.get("CHELU_AGENT", "python")
        self.run_id = run or os.environ.get("CHELU_RUN", "main")
        self._broker = urlparse(broker or os.environ.get("CHELU_BROKER", "mqtt://127.0.0.1:1883"))
        self._drive = drive
        self._session = random.SystemRandom().randrange(1, 2**31)
        self._inbox = queue.Queue(INBOX)
        self._seqs = {}
        self._sent = []
        self.welcome = None
        self._hello = agent_pb2.Hello(
            schema_version=SCHEMA_VERSION,
            session=self._session,
            role=agent_pb2.ROLE_VEHICLE,
            sync=agent_pb2.SYNC_MODE_LOCK_STEP,
            software="chelu kit for Python",
            sensors=agent_pb2.SensorFacts(profile=1 if noisy else 0, range_m=range_m),
        )
        if take_over is not None:
            self._hello.take_over = take_over
        if spawn is not None:
            self._hello.spawn.edges.extend(spawn)

    def run(self):
        """Until the agent leaves or the run ends. Raises Rejected with the server's reason."""
        client = self._connect()
        try:
            while self._handle(client):
                pass
            self._say(client, agent_pb2.Connection.STATE_OFFLINE)
        finally:
            client.disconnect()
            client.loop_stop()

    def _topic(self, name):
        return f"v2x/v1/{self.run_id}/agent/{self.id}/{name}"

    def _connect(self):
        # paho-mqtt 2 asks which kind of callbacks is meant.
        first = [mqtt.CallbackAPIVersion.VERSION1] if hasattr(mqtt, "CallbackAPIVersion") else []
        client = mqtt.Client(*first, client_id=self.id, clean_session=True, protocol=mqtt.MQTTv311)
        if self._broker.username:
            client.username_pw_set(self._broker.username, self._broker.password)
        client.will_set(self._topic("out/conn"), self._connection(agent_pb2.Connection.STATE_CONNECTION_BROKEN), 1, True)
        client.on_message = lambda _client, _data, message: self._inbox.put((message.topic, message.payload))
        client.on_disconnect = lambda *_: self._inbox.put(("", b""))
        client.on_connect = lambda *_: client.subscribe(self._topic("in/#"), 1)
        client.on_subscribe = lambda *_: self._inbox.put(("ready", b""))
        client.connect(self._broker.hostname, self._broker.port or 1883, keepalive=120)
        client.loop_start()
        return client

    def _connection(self, state):
        message = agent_pb2.Connection(schema_version=SCHEMA_VERSION, session=self._session, state=state)
        return message.SerializeToString()

    def _say(self, client, state):
        client.publish(self._topic("out/conn"), self._connection(state), 1, True).wait_for_publish(1)

    def _handle(self, client):
        try:
            topic, payload = self._inbox.get(timeout=HELLO_PERIOD_S if self.welcome is None else None)
        except queue.Empty:
            topic, payload = "hello", b""
        name = topic.rsplit("/", 1)[-1]
        if name == "":
            return False
        if name == "ready":
            client.publish(self._topic("out/conn"), self._connection(agent_pb2.Connection.STATE_ONLINE), 1, True)
        if name in ("ready", "hello"):
            client.publish(self._topic("out/hello"), self._hello.SerializeToString(), 1)
        elif name == "welcome":
            welcome = agent_pb2.Welcome.FromString(payload)
            if welcome.session == self._session:
                self.welcome = welcome
        elif name == "reject":
            reject = agent_pb2.Reject.FromString(payload)
            if reject.session == self._session:
                raise Rejected(f"{reject.field}: {reject.hint}")
        elif name == "error":
            error = agent_pb2.AgentError.FromString(payload)
            print(f"{agent_pb2.ErrorCode.Name(error.code)} {error.field}: {error.hint}", file=sys.stderr)
        elif name == "tick":
            return self._answer(client, topic, payload)
        return True

    def _answer(self, client, topic, payload):
        if self.welcome is None:
            # The first tick may overtake the welcome: it waits behind it.
            time.sleep(0.001)
            self._inbox.put((topic, payload))
            return True
        frame = frame_pb2.TickInput.FromString(payload)
        output = frame_pb2.TickOutput(
            schema_version=SCHEMA_VERSION, tick=frame.tick, sim_time_ms=frame.sim_time_ms, session=self._session
        )
        drivers = {entity.id: entity.driver for entity in self.welcome.entities}
        self._sent = []
        for entity in frame.entities:
            turn = Turn(frame, entity, drivers[entity.id], self.welcome.dt_ms / 1000, self)
            command = self._drive(turn)
            if command is not None:
                output.commands.add(id=entity.id, **command)
            output.leave = output.leave or turn.leaves
        output.sent.extend(self._sent)
        output.entry_count = len(self._sent)
        client.publish(self._topic("out/tick"), output.SerializeToString(), 0)
        return not output.leave

    def _send(self, source, now_ms, link, body, message):
        seq = self._seqs.get((source, link, body), -1) + 1
        self._seqs[(source, link, body)] = seq
        entry = frame_pb2.Entry(source=source, link=link, seq=seq, sent_ms=now_ms)
        getattr(entry, body).CopyFrom(message)
        self._sent.append(entry)
