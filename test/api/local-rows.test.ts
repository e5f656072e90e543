import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';

test('text given for a timestamp is in the time zone of the session', async () => {
  const spark = session({ config: { 'spark.sql.session.timeZone': 'America/New_York' } });
  const rows = await spark.createDataFrame([{ t: '2024-01-01 00:00:00' }], 't TIMESTAMP').selectExpr('unix_seconds(t) AS seconds').collect();
  expect(rows).toMatchObject([{ seconds: 1_704_085_200n }]);
  await spark.stop();
});
