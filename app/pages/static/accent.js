// A host page's colour, made into the page's tokens: only where text in it can be read (WCAG 2.2 AA, 4.5:1), in light and in dark.
const PATTERN = /^#[0-9a-f]{6}$/i;
const LEAST = 4.5;
const SCHEMES = {
  light: { desk: "#f4f5f2", sheet: "#ffffff", ink: "#1a2221", toward: "#000000", most: 0.4, tints: [0.2, 0.1, 0.26] },
  dark: { desk: "#121617", sheet: "#191f20", ink: "#e3e8e6", toward: "#ffffff", most: 0.6, tints: [0.18, 0.09, 0.21] },
}; // desk, sheet and ink as in tokens.css; `most`: a colour that has to be mixed with more black or white than this is no longer the host's

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const luminance = (colour) => channels(colour).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)).reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
export const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const mixed = (colour, other, share) => `#${channels(colour).map((value, place) => Math.round(value * (1 - share) + channels(other)[place] * share).toString(16).padStart(2, "0")).join("")}`;

// The tokens of one scheme around a colour, or null where no shade near it can be read.
const tokens = (colour, scheme) => {
  const { desk, sheet, ink, toward, most, tints } = SCHEMES[scheme];
  for (let share = 0; share <= most + 0.001; share += 0.05) {
    const accent = mixed(colour, toward, share);
    const [mark, mark2, mark3] = tints.map((part) => mixed(sheet, accent, part));
    const read = [desk, sheet, mark2, mark].every((ground) => contrast(accent, ground) >= LEAST) && [mark, mark3].every((ground) => contrast(ink, ground) >= 7);
    if (!read) continue;
    const hover = mixed(accent, toward, 0.25);
    return { accent, hover, on: contrast("#ffffff", accent) >= LEAST ? "#ffffff" : "#000000", mark, mark2, mark3 };
  }
  return null;
};

// {light, dark}: each the tokens, or null where the page's own colours stay; null altogether where it is no colour.
export const shades = (colour) => (PATTERN.test(colour || "") ? { light: tokens(colour, "light"), dark: tokens(colour, "dark") } : null);

export const paint = (colour) => {
  const made = shades(colour);
  if (!made || !("adoptedStyleSheets" in document)) return;
  const rules = (set) => Object.entries(set).map(([name, value]) => `--${name}:${value}`).join(";");
  const sheet = new CSSStyleSheet();
  const within = (scheme, other) => made[scheme] && `:root[data-theme="${scheme}"]{${rules(made[scheme])}} @media (prefers-color-scheme:${scheme}){:root:not([data-theme="${other}"]){${rules(made[scheme])}}}`;
  sheet.replaceSync([within("light", "dark"), within("dark", "light")].filter(Boolean).join("\n"));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};
