import { describe, expect, it } from 'vitest';
import { fixedSettings } from '../../src/plan/fixed-settings.ts';
import { SessionSettings, settingRows } from '../../src/plan/settings.ts';

describe('settings of Spark with one value', () => {
  it('have it, take it in any case, and refuse another by name', () => {
    const settings = new SessionSettings();
    for (const [key, value] of fixedSettings) {
      expect(settings.get(key)).toBe(value);
      settings.set(key, ` ${value.toUpperCase()} `);
      expect(() => { settings.set(key, value === 'true' ? 'false' : 'true'); }, key).toThrow(expect.objectContaining({ condition: 'TIDEMARK_SETTING_NOT_AVAILABLE' }));
    }
  });

  it('that are limits are known, or refused; others may be anything', () => {
    const settings = new SessionSettings();
    expect(() => { settings.set('tidemark.limits.planDeph', '5'); }).toThrow(/TIDEMARK_UNKNOWN_SETTING.*planDeph/);
    settings.set('tidemark.limits.planDepth', '5');
    settings.set('my.own.key', '5');
    expect(settings.get('my.own.key')).toBe('5');
  });

  it('are in one of the two tables', () => {
    const keys = [...settingRows.map(({ key }) => key), ...fixedSettings.map(([key]) => key)];
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});
