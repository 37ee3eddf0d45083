// The variadic functions of SQLite, made callable.

#include "CSQLite.h"

int csqlite_configure(void) {
    int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (result != SQLITE_OK) {
        return result;
    }
    return sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

int csqlite_set_lookaside(sqlite3 *database, int bytes, int count) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_LOOKASIDE, (void *)0, bytes, count);
}

int csqlite_set_flag(sqlite3 *database, int flag, int on) {
    return sqlite3_db_config(database, flag, on, (int *)0);
}
