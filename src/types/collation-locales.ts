/** The locales that collations may be named after: languages that have an order of their own, with script and country where those change it. */
export const localeCollations: readonly string[] = `
  af am ar ar_SAU as az be bg blo bn bo br bs bs_Cyrl ca ceb chr cs cy da de de_AUT dsb dz ee el en en_USA eo es et fa fa_AFG ff ff_Adlm fi fil fo fr
  fr_CAN fy ga gl gu ha haw he he_ISR hi hr hsb hu hy id id_IDN ig is it ja ka kk kk_Arab kl km kn ko kok ku ky lb lij lkt ln lo lt lv mk ml mn mr ms
  mt my nb nb_NOR ne nl nn no nso om or pa pa_Guru pa_Guru_IND pl ps pt ro ru sa se si sk sl smn sq sr sr_Cyrl sr_Cyrl_BIH sr_Cyrl_MNE sr_Cyrl_SRB
  sr_Latn sr_Latn_BIH sr_Latn_SRB st sv sw ta te th tk tn to tr ug uk ur uz vi wae wo xh yi yo zh zh_Hans zh_Hans_CHN zh_Hans_SGP zh_Hant zh_Hant_HKG
  zh_Hant_MAC zh_Hant_TWN zu
`.trim().split(/\s+/);

/** Countries as collations write them (three letters) and as locales do (two). */
const countries: Readonly<Record<string, string>> = {
  USA: 'US', AUT: 'AT', SAU: 'SA', AFG: 'AF', CAN: 'CA', ISR: 'IL', IDN: 'ID', NOR: 'NO', IND: 'IN',
  BIH: 'BA', MNE: 'ME', SRB: 'RS', CHN: 'CN', SGP: 'SG', HKG: 'HK', MAC: 'MO', TWN: 'TW',
};

/** `zh_Hans_CHN` as `zh-Hans-CN`. UNICODE is the order that no language has changed: English has not. */
export function localeTag(name: string): string {
  return name === 'UNICODE' ? 'en' : name.split('_').map((part) => countries[part] ?? part).join('-');
}

/** Language and country in English. */
export function localeWords(name: string): { readonly language: string; readonly country: string | null } {
  const [language, ...rest] = localeTag(name).split('-');
  const country = rest.find((part) => /^[A-Z]{2}$/.test(part));
  const words = (type: 'language' | 'region', code: string): string => new Intl.DisplayNames('en', { type }).of(code) ?? code;
  return { language: words('language', language!), country: country === undefined ? null : words('region', country) };
}
