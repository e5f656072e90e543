import { fail } from '../../errors/stream-error.ts';
import { withCollations } from '../../types/collation.ts';
import type { DataType, Field, Schema } from '../../types/data-type.ts';
import type { ParserMethod } from '../chevrotain.ts';
import { splitName } from '../build/names.ts';
import { readString } from '../build/strings.ts';
import { collectionType, namedType, timestampVariant } from '../build/types.ts';
import { intervalType, rangeUnits } from '../build/intervals.ts';
import { reservedKeywords } from '../../types/keywords.ts';
import * as t from '../tokens.ts';
import { Grammar } from './base.ts';

const { k } = t;

/** Names and types. */
export class TypeGrammar extends Grammar {
  /** name : IDENTIFIER '(' string+ ')' | word | `quoted` */
  protected readonly name: ParserMethod<[], string> = this.RULE('name', (): string => this.OR<string>([
    { GATE: () => this.spellingAhead(), ALT: () => this.SUBRULE(this.spelling) },
    { ALT: () => {
      const start = this.here();
      const token = this.CONSUME(t.AnyWord);
      return this.ACTION(() => this.checkedName(token.image, start));
    } },
  ]));

  /** Behind a name and a dot it is a function of that name. */
  private spellingAhead(): boolean {
    const isCall = this.LA(0).tokenType === t.Dot && this.LA(-1).tokenType !== t.RightParen;
    return this.settings.spelledNamesOff !== true && !isCall && this.is(1, k.IDENTIFIER) && this.is(2, t.LeftParen) && this.is(3, t.StringToken);
  }

  /** One name spelled by constant text. */
  private readonly spelling: ParserMethod<[], string> = this.RULE('spelling', (): string => {
    const start = this.here();
    this.CONSUME(k.IDENTIFIER);
    this.CONSUME(t.LeftParen);
    const text = this.SUBRULE(this.text);
    this.CONSUME(t.RightParen);
    return this.ACTION(() => {
      const at = this.spanFrom(start);
      const parts = splitName(text, at);
      return parts.length === 1 ? parts[0]! : fail('IDENTIFIER_TOO_MANY_NAME_PARTS', { identifier: text, limit: '1' }, { at });
    });
  });

  /** aliasName : a name, except for the words that continue a FROM clause */
  protected readonly aliasName: ParserMethod<[], string> = this.RULE('aliasName', (): string => this.OR<string>([
    { GATE: () => this.spellingAhead(), ALT: () => this.SUBRULE(this.spelling) },
    { ALT: () => {
      const start = this.here();
      const token = this.CONSUME(t.Word);
      return this.ACTION(() => this.withoutHyphen(this.checkedName(token.image, start)));
    } },
  ]));

  /** dottedName : name ('.' name)* */
  protected readonly dottedName: ParserMethod<[], string[]> = this.RULE('dottedName', (): string[] => {
    const parts = [this.SUBRULE(this.name)];
    this.MANY({
      GATE: () => this.is(2, t.AnyWord),
      DEF: () => {
        this.CONSUME(t.Dot);
        parts.push(this.SUBRULE2(this.name));
      },
    });
    return parts;
  });

  /** pathList : '(' dottedName (',' dottedName)* ')' */
  protected readonly pathList: ParserMethod<[], string[][]> = this.RULE('pathList', (): string[][] => {
    const paths: string[][] = [];
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { paths.push(this.SUBRULE(this.dottedName)); } });
    this.CONSUME(t.RightParen);
    return paths;
  });

  /** nameList : '(' name (',' name)* ')' */
  protected readonly nameList: ParserMethod<[], string[]> = this.RULE('nameList', (): string[] => {
    const names: string[] = [];
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { names.push(this.SUBRULE(this.name)); } });
    this.CONSUME(t.RightParen);
    return names;
  });

  /** text : string+                                    neighbours are joined */
  protected readonly text: ParserMethod<[], string> = this.RULE('text', (): string => {
    let text = '';
    this.AT_LEAST_ONE(() => {
      const token = this.CONSUME(t.StringToken);
      this.ACTION(() => { text += readString(token.image, this.settings); });
    });
    return text;
  });

  /** One string, although another may follow. */
  protected readonly oneText: ParserMethod<[], string> = this.RULE('oneText', (): string => {
    const token = this.CONSUME(t.StringToken);
    return this.ACTION(() => readString(token.image, this.settings));
  });

  /**
   * dataType : ARRAY '<' dataType '>' | MAP '<' dataType ',' dataType '>' | STRUCT ('<' fields? '>' | '<>')
   *          | INTERVAL unit (TO unit)? | (TIMESTAMP | TIME) (WITHOUT TIME ZONE | WITH LOCAL TIME ZONE) | STRING COLLATE name
   *          | name ('(' integer (',' integer)* ')')?
   */
  readonly dataType: ParserMethod<[], DataType> = this.RULE('dataType', (): DataType =>
    this.OR([
      { GATE: () => this.is(1, k.INTERVAL) && rangeUnits.has(this.word(2)), ALT: () => this.SUBRULE(this.intervalTypeName) },
      { GATE: () => (this.is(1, k.ARRAY) || this.is(1, k.MAP) || this.is(1, k.STRUCT)) && (this.is(2, t.Less) || this.is(2, t.NotEqual)), ALT: () => this.SUBRULE(this.nestedType) },
      { ALT: () => this.SUBRULE(this.plainType) },
    ]));

  private readonly nestedType: ParserMethod<[], DataType> = this.RULE('nestedType', (): DataType =>
    this.OR([
      { ALT: () => {
        this.CONSUME(k.ARRAY);
        this.CONSUME(t.Less);
        const element = this.SUBRULE(this.dataType);
        this.CONSUME(t.Greater);
        return collectionType('array', element);
      } },
      { ALT: () => {
        this.CONSUME(k.MAP);
        this.CONSUME2(t.Less);
        const key = this.SUBRULE2(this.dataType);
        this.CONSUME(t.Comma);
        const value = this.SUBRULE3(this.dataType);
        this.CONSUME2(t.Greater);
        return collectionType('map', key, value);
      } },
      { ALT: () => {
        this.CONSUME(k.STRUCT);
        return { kind: 'struct', fields: this.OR2([
          { ALT: () => { this.CONSUME(t.NotEqual); return []; } },
          { ALT: () => {
            this.CONSUME3(t.Less);
            const fields: Field[] = [];
            this.MANY_SEP({ SEP: t.Comma, DEF: () => { fields.push(this.SUBRULE(this.structField)); } });
            this.CONSUME3(t.Greater);
            return fields;
          } },
        ]) };
      } },
    ]));

  /** intervalType : INTERVAL unit (TO unit)? */
  private readonly intervalTypeName: ParserMethod<[], DataType> = this.RULE('intervalTypeName', (): DataType => {
    const start = this.here();
    this.CONSUME(k.INTERVAL);
    const from = this.CONSUME(t.Word).image;
    const to = this.OPTION({ GATE: () => unitRanges.has(`${this.LA(0).image} TO ${this.LA(2).image}`.toUpperCase()), DEF: () => { this.CONSUME(k.TO); return this.CONSUME2(t.Word).image; } });
    return this.ACTION(() => intervalType(from, to ?? from, this.spanFrom(start)));
  });

  private readonly plainType: ParserMethod<[], DataType> = this.RULE('plainType', (): DataType => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    const sizes: number[] = [];
    this.OPTION(() => {
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { sizes.push(Number(this.CONSUME(t.Integer).image)); } });
      this.CONSUME(t.RightParen);
    });
    const zone = this.OPTION2({ GATE: () => this.timeZoneWordsAhead(), DEF: () => this.SUBRULE(this.timeZoneWords) });
    const collation = this.OPTION3({ GATE: () => collatedTypes.has(name.toUpperCase()), DEF: () => { this.CONSUME(k.COLLATE); return this.SUBRULE2(this.name); } });
    return this.ACTION(() => {
      const at = this.spanFrom(start);
      if (zone !== undefined) return timestampVariant(name, sizes, zone, at);
      if (this.settings.localTimestamps === true && sizes.length === 0 && name.toUpperCase() === 'TIMESTAMP') return timestampVariant(name, sizes, 'without', at);
      return namedType({ name, sizes, collation }, at);
    });
  });

  /** WITHOUT TIME ZONE | WITH LOCAL TIME ZONE */
  private readonly timeZoneWords: ParserMethod<[], 'without' | 'local'> = this.RULE('timeZoneWords', (): 'without' | 'local' => {
    const which = this.OR([
      { ALT: () => { this.CONSUME(k.WITHOUT); return 'without' as const; } },
      { ALT: () => { this.CONSUME(k.WITH); this.CONSUME(k.LOCAL); return 'local' as const; } },
    ]);
    this.CONSUME(k.TIME);
    this.CONSUME(k.ZONE);
    return which;
  });

  private timeZoneWordsAhead(): boolean {
    return (this.is(1, k.WITHOUT) && this.is(2, k.TIME)) || (this.is(1, k.WITH) && this.is(2, k.LOCAL));
  }

  /** columnType : dataType          of a column that is declared */
  protected readonly columnType: ParserMethod<[], DataType> = this.RULE('columnType', (): DataType => {
    const type = this.SUBRULE(this.dataType);
    return this.ACTION(() => (this.settings.charIsVarchar === true ? withCollations(type, (text) => (text.constraint === 'char' ? { ...text, constraint: 'varchar' } : text)) : type));
  });

  /** structField : name ':'? dataType (NOT NULL)? (COLLATE …)? (COMMENT text)? */
  private readonly structField: ParserMethod<[], Field> = this.RULE('structField', (): Field => {
    const name = this.SUBRULE(this.name);
    this.OPTION(() => this.CONSUME(t.Colon));
    const type = this.SUBRULE(this.dataType);
    let nullable = true;
    let comment: string | undefined;
    this.OPTION2(() => { this.CONSUME(k.NOT); this.CONSUME(k.NULL); nullable = false; });
    this.OPTION3(() => { this.CONSUME(k.COMMENT); comment = this.SUBRULE(this.text); });
    return { name, type, nullable, ...(comment === undefined ? {} : { comment }) };
  });

  /** tableSchema : structField (',' structField)* */
  readonly tableSchema: ParserMethod<[], Schema> = this.RULE('tableSchema', (): Schema => {
    const fields: Field[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { fields.push(this.SUBRULE(this.structField)); } });
    return { fields };
  });

  readonly onlyDataType: ParserMethod<[], DataType> = this.RULE('onlyDataType', (): DataType => {
    const type = this.SUBRULE(this.dataType);
    this.CONSUME(t.EndOfText);
    return type;
  });

  readonly onlyTableSchema: ParserMethod<[], Schema> = this.RULE('onlyTableSchema', (): Schema => {
    const schema = this.SUBRULE(this.tableSchema);
    this.CONSUME(t.EndOfText);
    return schema;
  });

  protected withoutHyphen(name: string): string {
    if (this.is(1, t.Minus) && this.is(2, t.AnyWord)) fail('INVALID_IDENTIFIER', { ident: `${name}-${this.LA(2).image}` }, { at: { sql: this.sql, start: this.here(), end: this.here() + 1 } });
    return name;
  }

  /** Only ASCII letters, digits and _ need no quotes. */
  /** LEFT, RIGHT and FILTER are functions all the same, and some words are values without brackets. */
  private isReserved(image: string): boolean {
    const word = image.toUpperCase();
    if (!reservedKeywords.has(word)) return false;
    return this.is(1, t.LeftParen) ? !callable.has(word) : !values.has(word) || [k.AS, k.VIEW, k.TABLE].includes(this.LA(-1).tokenType);
  }

  private checkedName(image: string, start: number): string {
    const name = this.nameOf(image);
    const isReserved = this.settings.reservedKeywords === true && name === image && this.isReserved(image);
    if (isReserved) fail('PARSE_SYNTAX_ERROR', { error: `'${image}'`, hint: '', expected: ', a reserved word needs back quotes' }, { at: this.spanFrom(start) });
    if (name === image && !/^\w+$/.test(image)) fail('INVALID_IDENTIFIER', { ident: image }, { at: this.spanFrom(start) });
    return name;
  }
}

/** INTERVAL types of several units. */
const unitRanges: ReadonlySet<string> = new Set(['YEAR TO MONTH', 'DAY TO HOUR', 'DAY TO MINUTE', 'DAY TO SECOND', 'HOUR TO MINUTE', 'HOUR TO SECOND', 'MINUTE TO SECOND']);
const collatedTypes: ReadonlySet<string> = new Set(['STRING', 'CHAR', 'CHARACTER', 'VARCHAR']);
const callable: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'FILTER']);
const values: ReadonlySet<string> = new Set(['CURRENT_DATE', 'CURRENT_TIMESTAMP', 'CURRENT_TIME', 'CURRENT_USER', 'SESSION_USER', 'USER']);
