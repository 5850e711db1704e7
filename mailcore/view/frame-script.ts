import { createHash } from 'node:crypto';

/**
 * The only script that may run beside a message: it tells the reader's page how tall the message is, again when an image or the
 * width changes that. It runs on an opaque origin, so the target origin cannot be named; it says nothing but two numbers.
 */
export const FRAME_SCRIPT = `"use strict";(()=>{
const remote=document.documentElement.dataset.remote==="1";
const tell=()=>parent.postMessage({type:"tegami-view-height",height:Math.ceil(document.documentElement.getBoundingClientRect().height),hasRemoteContent:remote},"*");
new ResizeObserver(tell).observe(document.documentElement);addEventListener("load",tell);tell();
})();`;

/** CSP source expression that allows exactly this script. */
export const FRAME_SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(FRAME_SCRIPT).digest('base64')}'`;
