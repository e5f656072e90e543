import { ScriptGrammar } from './grammar/scripts.ts';

/** The whole grammar. Making one takes some milliseconds, so there is one for the process, made when the first text comes. */
export class SqlParser extends ScriptGrammar {
  constructor() {
    super();
    this.performSelfAnalysis();
  }
}
