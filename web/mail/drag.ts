/** The kind of data that dragged conversations carry: a JSON list of thread ids. */
export const DRAG_TYPE = 'application/x-tegami-threads';
