import { EntryGrammar } from './grammar/entries.ts';

/** The whole grammar. Making one takes some milliseconds, so there is one for the process, made when the first text comes. */
export class SqlParser extends EntryGrammar {
  constructor() {
    super();
    this.performSelfAnalysis();
  }
}
