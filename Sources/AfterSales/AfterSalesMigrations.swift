// The tables of after-sales.

import Storage

let afterSalesMigrations: [Migration] = []
