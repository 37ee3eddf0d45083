// The tables of the receivables.

import Storage

let receivablesMigrations: [Migration] = []
