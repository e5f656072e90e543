import { fail } from '../../errors/stream-error.ts';
import type { Compound, Conditional, Choice, EndlessLoop, ForLoop, Handler, Jump, Leaf, RepeatLoop, ScriptBody, Script, Test, WhileLoop } from '../../plan/script.ts';
import type { Statement } from '../../plan/statement.ts';
import { stringType } from '../../types/data-type.ts';
import { blockOf, checkedState, checkEndLabel, handlerTargets, Labels, namedCondition, type ScriptPart, stepsOf } from '../build/scripts.ts';
import type { ParserMethod, TokenType } from '../chevrotain.ts';
import type { SqlToken } from '../scan.ts';
import * as t from '../tokens.ts';
import { readUnsupported } from '../unsupported.ts';
import type { ParseOptions } from './base.ts';
import { CursorGrammar } from './cursors.ts';

const { k } = t;

/** Whole texts: one statement, or a script. */
export class ScriptGrammar extends CursorGrammar {
  readonly #labels = new Labels();

  override load(sql: string, tokens: SqlToken[], settings: ParseOptions): void {
    super.load(sql, tokens, settings);
    this.#labels.clear();
  }

  /** onlyText : (script | statement) ';'* */
  readonly onlyText: ParserMethod<[], Statement> = this.RULE('onlyText', (): Statement => {
    const statement = this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.script) },
      { GATE: () => this.cursorStatementAhead(), ALT: () => this.SUBRULE(this.cursorStatement) },
      { GATE: () => this.cursorDeclarationAhead(), ALT: () => this.SUBRULE(this.cursorOutside) },
      { GATE: () => !this.is(1, k.BEGIN), ALT: () => this.SUBRULE(this.statement) },
    ]);
    this.MANY(() => this.CONSUME(t.Semicolon));
    this.CONSUME(t.EndOfText);
    return statement;
  });

  private readonly cursorOutside: ParserMethod<[], Statement> = this.RULE('cursorOutside', (): Statement => {
    const { name, at } = this.SUBRULE(this.cursorDeclaration);
    return { kind: 'Cursor', operation: 'declare', name: [name], at };
  });

  /** script : block                                    without a label */
  private readonly script: ParserMethod<[], Script> = this.RULE('script', (): Script => {
    const start = this.here();
    this.ACTION(() => { this.settings = { ...this.settings, spelledText: () => ({ type: stringType, value: 'name' }) }; });
    const body = this.SUBRULE(this.block, { ARGS: [undefined] });
    return this.ACTION((): Script => ({ kind: 'Script', body, at: this.spanFrom(start) }));
  });

  /** labelledBlock : block label? */
  private readonly labelledBlock: ParserMethod<[label: string | undefined], Compound> = this.RULE('labelledBlock', (label: string | undefined): Compound => {
    const block = this.SUBRULE(this.block, { ARGS: [label] });
    this.SUBRULE(this.endLabel, { ARGS: [label] });
    return block;
  });

  /** block : BEGIN (NOT ATOMIC)? (part ';')* END */
  private readonly block: ParserMethod<[label: string | undefined], Compound> = this.RULE('block', (label: string | undefined): Compound => {
    const start = this.here();
    const parts: ScriptPart[] = [];
    this.CONSUME(k.BEGIN);
    this.OPTION({ GATE: () => this.word(2) === 'ATOMIC', DEF: () => { this.CONSUME(k.NOT); this.CONSUME(t.Word); } });
    this.ACTION(() => { this.#labels.open(label, { loop: false, jumpable: true }, this.spanFrom(start)); });
    this.MANY({ GATE: () => !this.endAhead(), DEF: () => { parts.push(this.SUBRULE(this.part)); this.CONSUME(t.Semicolon); } });
    this.CONSUME(k.END);
    return this.ACTION((): Compound => {
      this.#labels.close();
      return { step: 'compound', label, ...blockOf(parts), at: this.spanFrom(start) };
    });
  });

  /** steps : (part ';')+ */
  private readonly steps: ParserMethod<[], ScriptBody> = this.RULE('steps', (): ScriptBody => {
    const parts: ScriptPart[] = [];
    this.AT_LEAST_ONE({ GATE: () => !this.endAhead(), DEF: () => { parts.push(this.SUBRULE(this.part)); this.CONSUME(t.Semicolon); } });
    return this.ACTION(() => stepsOf(parts));
  });

  /** part : labelled | IF … | CASE … | LEAVE label | ITERATE label | DECLARE … | SET assignments | statement */
  private readonly part: ParserMethod<[], ScriptPart> = this.RULE('part', (): ScriptPart => this.OR<ScriptPart>([
    { GATE: () => this.labelledAhead(), ALT: () => this.SUBRULE(this.labelled) },
    { ALT: () => this.SUBRULE(this.conditional) },
    { ALT: () => this.SUBRULE(this.choice) },
    { ALT: () => this.SUBRULE(this.jump) },
    { GATE: () => this.cursorDeclarationAhead(), ALT: () => { const cursor = this.SUBRULE(this.cursorDeclaration); return this.ACTION((): ScriptPart => ({ step: 'cursor', cursor, at: cursor.at! })); } },
    { GATE: () => this.is(1, k.DECLARE) && this.word(3) === 'CONDITION', ALT: () => this.SUBRULE(this.conditionDeclaration) },
    { GATE: () => this.is(1, k.DECLARE) && this.word(3) === 'HANDLER', ALT: () => this.SUBRULE(this.handler) },
    { ALT: () => this.SUBRULE(this.leaf) },
  ]));

  /** labelled : (label ':')? (block | WHILE … | REPEAT … | LOOP … | FOR …) */
  private readonly labelled: ParserMethod<[], ScriptPart> = this.RULE('labelled', (): ScriptPart => {
    const label = this.OPTION({ GATE: () => this.is(2, t.Colon), DEF: () => { const name = this.SUBRULE(this.name); this.CONSUME(t.Colon); return name; } });
    return this.OR<ScriptPart>([
      { ALT: () => this.SUBRULE(this.labelledBlock, { ARGS: [label] }) },
      { ALT: () => this.SUBRULE(this.whileLoop, { ARGS: [label] }) },
      { ALT: () => this.SUBRULE(this.repeatLoop, { ARGS: [label] }) },
      { ALT: () => this.SUBRULE(this.endlessLoop, { ARGS: [label] }) },
      { ALT: () => this.SUBRULE(this.forLoop, { ARGS: [label] }) },
    ]);
  });

  /** whileLoop : WHILE test DO steps END WHILE label? */
  private readonly whileLoop: ParserMethod<[label: string | undefined], WhileLoop> = this.RULE('whileLoop', (label: string | undefined): WhileLoop => {
    const start = this.here();
    this.CONSUME(k.WHILE);
    const condition = this.SUBRULE(this.test);
    this.CONSUME(k.DO);
    const body = this.SUBRULE(this.loopBody, { ARGS: [label, start] });
    this.CONSUME(k.END);
    this.CONSUME2(k.WHILE);
    this.SUBRULE(this.endLabel, { ARGS: [label] });
    return this.ACTION((): WhileLoop => ({ step: 'while', label, condition, body, at: this.spanFrom(start) }));
  });

  /** repeatLoop : REPEAT steps UNTIL test END REPEAT label? */
  private readonly repeatLoop: ParserMethod<[label: string | undefined], RepeatLoop> = this.RULE('repeatLoop', (label: string | undefined): RepeatLoop => {
    const start = this.here();
    this.CONSUME(k.REPEAT);
    const body = this.SUBRULE(this.loopBody, { ARGS: [label, start] });
    this.CONSUME(k.UNTIL);
    const until = this.SUBRULE(this.test);
    this.CONSUME(k.END);
    this.CONSUME2(k.REPEAT);
    this.SUBRULE(this.endLabel, { ARGS: [label] });
    return this.ACTION((): RepeatLoop => ({ step: 'repeat', label, until, body, at: this.spanFrom(start) }));
  });

  /** endlessLoop : LOOP steps END LOOP label? */
  private readonly endlessLoop: ParserMethod<[label: string | undefined], EndlessLoop> = this.RULE('endlessLoop', (label: string | undefined): EndlessLoop => {
    const start = this.here();
    this.CONSUME(k.LOOP);
    const body = this.SUBRULE(this.loopBody, { ARGS: [label, start] });
    this.CONSUME(k.END);
    this.CONSUME2(k.LOOP);
    this.SUBRULE(this.endLabel, { ARGS: [label] });
    return this.ACTION((): EndlessLoop => ({ step: 'loop', label, body, at: this.spanFrom(start) }));
  });

  /** forLoop : FOR (variable AS)? query DO steps END FOR label? */
  private readonly forLoop: ParserMethod<[label: string | undefined], ForLoop> = this.RULE('forLoop', (label: string | undefined): ForLoop => {
    const start = this.here();
    this.CONSUME(k.FOR);
    const variable = this.OPTION({ GATE: () => this.is(2, k.AS), DEF: () => { const name = this.SUBRULE(this.name); this.CONSUME(k.AS); return name; } });
    this.ACTION(() => { this.setApartDo(); });
    const query = this.SUBRULE(this.queryLeaf);
    this.CONSUME(t.ForDo);
    this.ACTION(() => {
      this.#labels.open(label, { loop: true, jumpable: true }, this.spanFrom(start));
      this.#labels.open(variable, { loop: false, jumpable: false }, this.spanFrom(start));
    });
    const body = this.SUBRULE(this.steps);
    this.ACTION(() => { this.#labels.close(); this.#labels.close(); });
    this.CONSUME(k.END);
    this.CONSUME2(k.FOR);
    this.SUBRULE(this.endLabel, { ARGS: [label] });
    return this.ACTION((): ForLoop => ({ step: 'for', label, variable, query, body, at: this.spanFrom(start) }));
  });

  private readonly loopBody: ParserMethod<[label: string | undefined, start: number], ScriptBody> = this.RULE('loopBody', (label: string | undefined, start: number): ScriptBody => {
    this.ACTION(() => { this.#labels.open(label, { loop: true, jumpable: true }, this.spanFrom(start)); });
    const body = this.SUBRULE(this.steps);
    this.ACTION(() => { this.#labels.close(); });
    return body;
  });

  private readonly endLabel: ParserMethod<[begin: string | undefined], void> = this.RULE('endLabel', (begin: string | undefined): void => {
    const start = this.here();
    const end = this.OPTION(() => this.SUBRULE(this.name));
    this.ACTION(() => { checkEndLabel(begin, end, this.spanFrom(start)); });
  });

  /** conditional : IF test THEN steps (ELSEIF test THEN steps)* (ELSE steps)? END IF */
  private readonly conditional: ParserMethod<[], Conditional> = this.RULE('conditional', (): Conditional => {
    const start = this.here();
    const branches: Conditional['branches'][number][] = [];
    this.CONSUME(k.IF);
    branches.push(this.SUBRULE(this.branch));
    this.MANY(() => { this.CONSUME(k.ELSEIF); branches.push(this.SUBRULE2(this.branch)); });
    const otherwise = this.OPTION(() => { this.CONSUME(k.ELSE); return this.SUBRULE(this.steps); });
    this.CONSUME(k.END);
    this.CONSUME2(k.IF);
    return this.ACTION((): Conditional => ({ step: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }), at: this.spanFrom(start) }));
  });

  /** choice : CASE operand? (WHEN test THEN steps)+ (ELSE steps)? END CASE */
  private readonly choice: ParserMethod<[], Choice | Conditional> = this.RULE('choice', (): Choice | Conditional => {
    const start = this.here();
    const branches: Conditional['branches'][number][] = [];
    this.CONSUME(k.CASE);
    const operand = this.OPTION({ GATE: () => !this.is(1, k.WHEN), DEF: () => this.SUBRULE(this.test) });
    this.AT_LEAST_ONE(() => { this.CONSUME(k.WHEN); branches.push(this.SUBRULE(this.branch)); });
    const otherwise = this.OPTION2(() => { this.CONSUME(k.ELSE); return this.SUBRULE(this.steps); });
    this.CONSUME(k.END);
    this.CONSUME2(k.CASE);
    return this.ACTION((): Choice | Conditional => {
      const rest = { branches, ...(otherwise === undefined ? {} : { otherwise }), at: this.spanFrom(start) };
      return operand === undefined ? { step: 'if', ...rest } : { step: 'choice', operand, ...rest };
    });
  });

  /** branch : test THEN steps */
  private readonly branch: ParserMethod<[], Conditional['branches'][number]> = this.RULE('branch', (): Conditional['branches'][number] => {
    const condition = this.SUBRULE(this.test);
    this.CONSUME(k.THEN);
    return { condition, body: this.SUBRULE(this.steps) };
  });

  /** jump : (LEAVE | ITERATE) label */
  private readonly jump: ParserMethod<[], Jump> = this.RULE('jump', (): Jump => {
    const start = this.here();
    const step = this.OR<Jump['step']>([{ ALT: () => { this.CONSUME(k.LEAVE); return 'leave'; } }, { ALT: () => { this.CONSUME(k.ITERATE); return 'iterate'; } }]);
    const label = this.SUBRULE(this.name);
    return this.ACTION((): Jump => {
      const at = this.spanFrom(start);
      this.#labels.jump(step, label, at);
      return { step, label, at };
    });
  });

  /** conditionDeclaration : DECLARE name CONDITION (FOR SQLSTATE VALUE? text)? */
  private readonly conditionDeclaration: ParserMethod<[], ScriptPart> = this.RULE('conditionDeclaration', (): ScriptPart => {
    const start = this.here();
    this.CONSUME(k.DECLARE);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Word);
    const sqlState = this.OPTION(() => { this.CONSUME(k.FOR); return this.SUBRULE(this.sqlState); });
    return this.ACTION((): ScriptPart => {
      const at = this.spanFrom(start);
      return { step: 'condition', condition: namedCondition(name, sqlState, at), at };
    });
  });

  /** sqlState : SQLSTATE VALUE? text */
  private readonly sqlState: ParserMethod<[], string> = this.RULE('sqlState', (): string => {
    this.ACTION(() => { if (this.word(1) !== 'SQLSTATE') this.expected('SQLSTATE'); });
    this.CONSUME(t.Word);
    this.OPTION(() => this.CONSUME2(t.Word));
    return this.SUBRULE(this.text);
  });

  /** handler : DECLARE (EXIT | CONTINUE) HANDLER FOR target (',' target)* (label? block | SET assignments | statement) */
  private readonly handler: ParserMethod<[], ScriptPart> = this.RULE('handler', (): ScriptPart => {
    const start = this.here();
    const names: string[] = [];
    const sqlStates: string[] = [];
    this.CONSUME(k.DECLARE);
    const action = this.ACTION(() => (({ EXIT: 'exit', CONTINUE: 'continue' } as const)[this.word(1)] ?? this.expected('EXIT or CONTINUE')));
    this.CONSUME(t.Word);
    this.CONSUME2(t.Word);
    this.CONSUME(k.FOR);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.OR([
      { GATE: () => this.word(1) === 'SQLSTATE' && (this.is(2, t.StringToken) || this.is(3, t.StringToken)), ALT: () => {
        const text = this.SUBRULE(this.sqlState);
        this.ACTION(() => { sqlStates.push(checkedState(text, this.spanFrom(start))); });
      } },
      { GATE: () => this.word(2) === 'FOUND', ALT: () => { this.CONSUME(k.NOT); this.CONSUME3(t.Word); names.push('NOT FOUND'); } },
      { ALT: () => { const parts = this.SUBRULE(this.dottedName); this.ACTION(() => { names.push(parts.join('.')); }); } },
    ]) });
    const body = this.OR2<Compound | Leaf>([
      { GATE: () => this.is(2, t.Colon), ALT: () => { const label = this.SUBRULE(this.name); this.CONSUME(t.Colon); return this.SUBRULE(this.labelledBlock, { ARGS: [label] }); } },
      { ALT: () => this.SUBRULE2(this.labelledBlock, { ARGS: [undefined] }) },
      { GATE: () => !this.is(1, k.BEGIN), ALT: () => this.SUBRULE(this.leaf) },
    ]);
    return this.ACTION((): ScriptPart => {
      const at = this.spanFrom(start);
      if (action === 'continue' && this.settings.continueHandlers !== true) fail('UNSUPPORTED_FEATURE.CONTINUE_EXCEPTION_HANDLER', {}, { at });
      const handler: Handler = { action, ...handlerTargets(names, sqlStates, at), body: [body], at };
      return { step: 'handler', handler, at };
    });
  });

  /** leaf : SET assignments | statement */
  private readonly leaf: ParserMethod<[], Leaf> = this.RULE('leaf', (): Leaf => {
    const { index } = this.token(1);
    const start = this.here();
    const statement = this.OR<Statement>([
      { ALT: () => { this.CONSUME(k.SET); return this.SUBRULE(this.assignments, { ARGS: [start] }); } },
      { GATE: () => this.cursorStatementAhead(), ALT: () => this.SUBRULE(this.cursorStatement) },
      { GATE: () => this.otherStatementAhead() !== undefined, ALT: () => this.SUBRULE(this.otherStatement) },
      { GATE: () => !this.is(1, k.SET), ALT: () => this.SUBRULE(this.statement) },
    ]);
    return this.ACTION((): Leaf => {
      const at = this.spanFrom(start);
      if (statement.kind === 'DropVariable') fail('UNSUPPORTED_FEATURE.SQL_SCRIPTING_DROP_TEMPORARY_VARIABLE', {}, { at });
      return { step: 'statement', statement, spelled: this.spellsSince(index), at };
    });
  });

  private readonly test: ParserMethod<[], Test> = this.RULE('test', (): Test => {
    const { index } = this.token(1);
    const start = this.here();
    const expression = this.SUBRULE(this.expression);
    return this.ACTION((): Test => ({ expression, spelled: this.spellsSince(index), at: this.spanFrom(start) }));
  });

  /** Statements that are known by their first words, up to the semicolon. */
  private readonly otherStatement: ParserMethod<[], Statement> = this.RULE('otherStatement', (): Statement => {
    const statement = this.ACTION(() => this.otherStatementAhead());
    this.SUBRULE(this.anyTokens);
    return statement!;
  });

  private otherStatementAhead(): Statement | undefined {
    return this.is(1, t.Semicolon) ? undefined : readUnsupported(this.sql, this.tokens.slice(this.token(1).index, this.endOfStatement()));
  }

  /** Words that end a body instead of starting a step of it. */
  private endAhead(): boolean {
    return this.isAny(1, bodyEnds) && !this.is(2, t.Colon);
  }

  private labelledAhead(): boolean {
    const ahead = this.is(1, t.AnyWord) && this.is(2, t.Colon) ? 3 : 1;
    return this.isAny(ahead, labelledStarts);
  }

  /** The first DO behind the query of a FOR that cannot be a name there. */
  private setApartDo(): void {
    for (let index = this.token(1).index + 1; index < this.tokens.length; index++) {
      const token = this.tokens[index]!;
      if (token.close !== undefined) index = token.close;
      else if (token.tokenType === k.DO && !beforeName.has(this.tokens[index - 1]!.tokenType)) {
        Object.assign(token, { tokenType: t.ForDo, tokenTypeIdx: t.ForDo.tokenTypeIdx });
        return;
      }
    }
  }
}

const bodyEnds: ReadonlySet<TokenType> = new Set([k.END, k.ELSE, k.ELSEIF, k.WHEN, k.UNTIL]);
const labelledStarts: ReadonlySet<TokenType> = new Set([k.BEGIN, k.WHILE, k.REPEAT, k.LOOP, k.FOR]);
const beforeName: ReadonlySet<TokenType> = new Set([k.AS, k.SELECT, t.Dot, t.Comma, k.DISTINCT, k.BY]);
