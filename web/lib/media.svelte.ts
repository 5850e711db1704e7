import { MediaQuery } from 'svelte/reactivity';

/** One pane at a time. */
export const isNarrow = new MediaQuery('(max-width: 759px)');
/** Fingers, not a pointer: no single keys are taught. */
export const isTouch = new MediaQuery('(pointer: coarse)');
