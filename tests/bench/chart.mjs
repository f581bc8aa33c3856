// Seconds, as bars on a logarithmic scale: on a terminal and as a picture.

const LEAST = 0.01; // seconds at the left edge

const share = (seconds, most) => Math.max(0, Math.log10(seconds / LEAST) / Math.log10(most / LEAST));
const most = benches => Math.max(1, ...benches.flatMap(({results}) => results.map(({seconds}) => seconds ?? 0)));

export function text(benches) {
  const lines = [];
  for (const {file, megabytes, results} of benches) {
    lines.push(`${file}, ${megabytes.toFixed(0)} MB (logarithmic)`);
    for (const {name, seconds} of results) {
      const bar = seconds === undefined ? '' : '█'.repeat(Math.max(1, Math.round(50 * share(seconds, most(benches)))));
      lines.push(`  ${name.padEnd(15)} ${bar} ${seconds === undefined ? 'cannot open it' : `${seconds.toFixed(2)} s`}`);
    }
  }
  return lines.join('\n');
}

const escape = text => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);

export function svg(benches) {
  const row = 22, left = 140, width = 520;
  let y = 10;
  const parts = [];
  for (const {file, megabytes, results} of benches) {
    parts.push(`<text x="10" y="${y + 14}" font-weight="bold">${escape(file)}, ${megabytes.toFixed(0)} MB</text>`);
    y += row;
    for (const {name, seconds} of results) {
      const long = seconds === undefined ? 0 : Math.max(2, width * share(seconds, most(benches)));
      const says = seconds === undefined ? 'cannot open it' : `${seconds.toFixed(2)} s`;
      parts.push(`<text x="10" y="${y + 14}">${escape(name)}</text>`,
                 `<rect x="${left}" y="${y + 2}" width="${long.toFixed(0)}" height="${row - 6}" fill="${name === 'heaptui' ? '#2a7' : '#999'}"/>`,
                 `<text x="${left + long + 6}" y="${y + 14}">${says}</text>`);
      y += row;
    }
    y += 10;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 110}" height="${y}" font-family="sans-serif" font-size="13">
<title>Seconds to the Summary, logarithmic</title>
<rect width="100%" height="100%" fill="white"/>
${parts.join('\n')}
</svg>
`;
}
