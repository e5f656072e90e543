// Says how long it took from the import to the rows of a first batch query, and of a first streaming batch.
const started = performance.now();
const { session } = await import('../../dist/index.js');
const imported = performance.now();
const spark = session();
const rows = await spark.sql("SELECT page, count(*) AS n FROM VALUES ('/'), ('/cart'), ('/') AS clicks(page) GROUP BY page ORDER BY page").collect();
if (rows.length !== 2 || rows[0].n !== 2n) throw new Error(`wrong rows: ${JSON.stringify(rows)}`);
process.stdout.write(`${JSON.stringify({ importMs: imported - started, firstResultMs: performance.now() - started, sinceProcessStartMs: performance.now() })}\n`);
