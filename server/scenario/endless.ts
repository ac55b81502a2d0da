/** Length of a run that is to last until somebody ends it: a day of simulated time. */
export const ENDLESS_S = 86_400;
