/** Properties that lay out or colour text inside the message's own frame; nothing that overlays, animates, generates or runs. */
export const ALLOWED_PROPERTIES: ReadonlySet<string> = new Set([
  'background', 'background-attachment', 'background-clip', 'background-color', 'background-image', 'background-origin',
  'background-position', 'background-repeat', 'background-size', 'border', 'border-bottom', 'border-bottom-color',
  'border-bottom-left-radius', 'border-bottom-right-radius', 'border-bottom-style', 'border-bottom-width', 'border-collapse',
  'border-color', 'border-left', 'border-left-color', 'border-left-style', 'border-left-width', 'border-radius', 'border-right',
  'border-right-color', 'border-right-style', 'border-right-width', 'border-spacing', 'border-style', 'border-top',
  'border-top-color', 'border-top-left-radius', 'border-top-right-radius', 'border-top-style', 'border-top-width', 'border-width',
  'box-shadow', 'box-sizing', 'caption-side', 'clear', 'color', 'direction', 'display', 'empty-cells', 'float', 'font',
  'font-family', 'font-size', 'font-stretch', 'font-style', 'font-variant', 'font-weight', 'height', 'hyphens', 'letter-spacing',
  'line-break', 'line-height', 'list-style', 'list-style-image', 'list-style-position', 'list-style-type', 'margin',
  'margin-bottom', 'margin-left', 'margin-right', 'margin-top', 'max-height', 'max-width', 'min-height', 'min-width', 'opacity',
  'outline', 'outline-color', 'outline-style', 'outline-width', 'overflow', 'overflow-wrap', 'overflow-x', 'overflow-y', 'padding',
  'padding-bottom', 'padding-left', 'padding-right', 'padding-top', 'page-break-after', 'page-break-before', 'page-break-inside',
  'position', 'quotes', 'table-layout', 'text-align', 'text-align-last', 'text-decoration', 'text-decoration-color',
  'text-decoration-line', 'text-decoration-style', 'text-indent', 'text-overflow', 'text-shadow', 'text-transform',
  'unicode-bidi', 'vertical-align', 'visibility', 'white-space', 'widows', 'orphans', 'width', 'word-break', 'word-spacing',
  'word-wrap', 'writing-mode',
]); // prettier-ignore

export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set([
  'calc', 'hsl', 'hsla', 'linear-gradient', 'max', 'min', 'radial-gradient', 'repeating-linear-gradient',
  'repeating-radial-gradient', 'rgb', 'rgba',
]); // prettier-ignore

/** Where url() may stand when images are loaded. */
export const IMAGE_PROPERTIES: ReadonlySet<string> = new Set([
  'background', 'background-image', 'list-style', 'list-style-image',
]); // prettier-ignore

export const STRING_PROPERTIES: ReadonlySet<string> = new Set(['font', 'font-family', 'quotes']);
