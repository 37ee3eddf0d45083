// What the tests of after-sales have in common.
