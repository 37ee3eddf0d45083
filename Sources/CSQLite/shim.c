// The variadic functions of SQLite, made callable.

#include "CSQLite.h"

int csqlite_configure(void) {
    int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (result != SQLITE_OK) {
        return result;
    }
    return sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

int csqlite_set_flag(sqlite3 *database, int flag, int on) {
    return sqlite3_db_config(database, flag, on, (int *)0);
}
