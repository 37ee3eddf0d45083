// What the tests of receivables have in common.
