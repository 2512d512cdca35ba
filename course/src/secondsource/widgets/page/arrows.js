// Where the boxes of a drawing stand, and how arrows run between them so that none runs behind a box.

/** @typedef {number[]} Point  x and y */

export const BOX = { width: 124, height: 58 };
const EDGE = 4; // between a drawing and its boxes
const GAP = 84; // between the two columns of a narrow drawing
const ROW = 86; // from box to box in a column
const CLEAR = 4; // between an arrow and a box
const APART = 9; // half of what is between two arrows that run both ways
const BENDS = [0, 0.3, 0.6, 0.9, 1.2, 1.5]; // how far an arrow may bend to the middle, in shares of the way there // how far an arrow may bend to the middle, in shares of the way there

/**
 * Return the size of a drawing of `count` boxes and the centre of each: on an ellipse, clockwise from the top, or where
 * there is little room in two columns, row by row.
 * @param {number} count
 * @param {boolean} narrow
 * @returns {{width: number, height: number, at: Point[]}}
 */
export function placed(count, narrow) {
  const numbers = Array.from({ length: count }, (_, n) => n);
  if (narrow) {
    const x = [EDGE + BOX.width / 2, EDGE + 1.5 * BOX.width + GAP];
    const y = (row) => EDGE + BOX.height / 2 + row * ROW;
    const height = y(Math.ceil(count / 2) - 1) + BOX.height / 2 + EDGE;
    return { width: x[0] + x[1], height, at: numbers.map((n) => [x[n % 2], y(Math.floor(n / 2))]) };
  }
  const [rx, ry] = [235, Math.max(130, 16 * count)];
  const [cx, cy] = [rx + BOX.width / 2 + EDGE, ry + BOX.height / 2 + EDGE + 1];
  const angles = numbers.map((n) => (2 * Math.PI * n) / count - Math.PI / 2);
  const at = angles.map((angle) => [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)]);
  return { width: 2 * cx, height: 2 * cy, at };
}

/**
 * Return the arrows between boxes at `at` as Bézier curves from edge to edge, three or four points each.
 * @param {Point[]} at
 * @param {[number, number][]} pairs  from which box to which, by their numbers in `at`
 * @param {boolean} narrow  whether the boxes stand in two columns
 * @returns {Point[][]}
 */
export function curves(at, pairs, narrow) {
  return narrow ? between(at, pairs) : pairs.map((pair) => around(at, pair, pairs));
}

/** Return a curve as the path of a drawing. @param {Point[]} points */
export function path([first, ...others]) {
  return `M${first.join(" ")} ${others.length === 2 ? "Q" : "C"}${others.map((p) => p.join(" ")).join(" ")}`;
}

/** Each arrow stays between the two columns: all four points of its curve do. */
function between(at, pairs) {
  const middle = (Math.min(...at.map(([x]) => x)) + Math.max(...at.map(([x]) => x))) / 2;
  const inward = (n) => (at[n][0] < middle ? 1 : -1);
  // The ends at one box stand below each other, in the order of where the arrows come from or lead.
  const ends = pairs.flatMap(([a, b], of) => [
    { of, box: a, other: b },
    { of, box: b, other: a },
  ]);
  const end = (box, of) => {
    const all = ends.filter((one) => one.box === box).sort((p, q) => at[p.other][1] - at[q.other][1] || p.of - q.of);
    const step = Math.min(14, (BOX.height - 14) / Math.max(1, all.length - 1));
    const place = all.findIndex((one) => one.of === of);
    const y = at[box][1] + (place - (all.length - 1) / 2) * step;
    return [at[box][0] + inward(box) * (BOX.width / 2 + CLEAR / 2), y];
  };
  return pairs.map(([a, b], of) => {
    const [start, stop] = [end(a, of), end(b, of)];
    const rows = Math.round(Math.abs(at[a][1] - at[b][1]) / ROW);
    const out = inward(a) === inward(b) ? Math.min(GAP - CLEAR, 34 + 8 * rows) : GAP / 2;
    return [start, [start[0] + inward(a) * out, start[1]], [stop[0] + inward(b) * out, stop[1]], stop];
  });
}

/** The straightest arrow that leaves all other boxes free; it bends to the middle, where no box stands. */
function around(at, [a, b], pairs) {
  const middle = [0, 1].map((axis) => at.reduce((sum, point) => sum + point[axis], 0) / at.length);
  const both = pairs.some(([x, y]) => x === b && y === a);
  const length = Math.hypot(at[b][0] - at[a][0], at[b][1] - at[a][1]);
  const aside = [at[a][1] - at[b][1], at[b][0] - at[a][0]].map((d) => (both ? (d / length) * APART : 0));
  const shifted = (point) => [point[0] + aside[0], point[1] + aside[1]];
  const [start, stop] = [shifted(at[a]), shifted(at[b])];
  const half = [0, 1].map((axis) => (start[axis] + stop[axis]) / 2);
  const others = at.filter((_, n) => n !== a && n !== b);
  const bent = BENDS.map((bend) => [start, half.map((d, axis) => d + bend * (middle[axis] - d)), stop]);
  const free = (curve) => !others.some((box) => samples(curve).some((point) => inside(point, box)));
  const curve = bent.find(free) ?? bent[bent.length - 1];
  const steps = samples(curve);
  const from = steps.findIndex((point) => !inside(point, at[a])) / (steps.length - 1);
  const to = steps.findLastIndex((point) => !inside(point, at[b])) / (steps.length - 1);
  return [blossom(curve, from, from), blossom(curve, from, to), blossom(curve, to, to)];
}

/** Return the points of a curve at even steps of its parameter. @param {Point[]} curve */
function samples(curve) {
  return Array.from({ length: 81 }, (_, n) => blossom(curve, n / 80, n / 80));
}

/**
 * Return the point at `s` of a curve of three points; with two different parameters the middle one of the part between
 * them.
 * @param {Point[]} points
 * @param {number} s
 * @param {number} t
 */
function blossom(points, s, t) {
  const [p, q, r] = points;
  return [0, 1].map((i) => (1 - s) * (1 - t) * p[i] + (s * (1 - t) + t * (1 - s)) * q[i] + s * t * r[i]);
}

/** Whether a point is on a box, or too near. @param {Point} point @param {Point} box  its centre */
function inside([x, y], box) {
  return Math.abs(x - box[0]) < BOX.width / 2 + CLEAR && Math.abs(y - box[1]) < BOX.height / 2 + CLEAR;
}
