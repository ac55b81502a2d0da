/** Folder of the built page, whether it has been built or not. */
export declare const PAGE_DIR: string;
/** Builds the page when it is missing or its sources have changed; true when it was built. */
export declare function ensurePage(): Promise<boolean>;
