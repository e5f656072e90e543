/** Bounds of what one text may ask for (design D14). Beyond them a statement is refused by name, and neither memory nor the call stack gives way first. */

/** Characters of one SQL text. */
export const textLengthMax = 16_000_000;
/** Brackets, CASEs and subqueries inside each other. */
export const nestingMax = 150;
/** Operators, set operations, joins or pipes in one row without brackets: each makes the tree one level deeper. */
export const chainMax = 1_000;
