/** Windows that end later are not emitted yet: the watermark stands 4 s behind the newest event. */
export const delayMs = 4000;
export const windowMs = 10_000;
export const priceMin = 1000;
