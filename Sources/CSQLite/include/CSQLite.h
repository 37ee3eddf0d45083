// SQLite's interface, and the parts of it that Swift cannot reach: variadic functions and destructors that are casts of numbers.

#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3.h>

/// Switches SQLite's memory statistics, and the global lock they need, off; and its threading to "one owner a connection".
/// Must run before anything else of SQLite. Returns a result code.
int csqlite_configure(void);

/// Switches one boolean setting of a connection (an SQLITE_DBCONFIG_ constant). Returns a result code.
int csqlite_set_flag(sqlite3 *database, int flag, int on);

/// Gives the connection `count` pieces of memory of `bytes` each, so that small pieces need no malloc. Returns a result code.
int csqlite_set_lookaside(sqlite3 *database, int bytes, int count);

/// Adds the tokenizer `parts` of the search to a connection (tokenizer.c). Returns a result code: an error where the library has no FTS5.
int csqlite_add_tokenizer(sqlite3 *database);

/// Adds the function `grouped_sums` to a connection (grouped_sums.c), whose groups take so many bytes at most. Returns a result code.
int csqlite_add_grouped_sums(sqlite3 *database, sqlite3_int64 most_bytes);

/// Binds UTF-8 text that SQLite copies. Returns a result code.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, index, (const char *)bytes, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Binds bytes that SQLite copies. Returns a result code.
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
    return sqlite3_bind_blob64(statement, index, bytes, length, SQLITE_TRANSIENT);
}

/// Binds empty text, which needs no bytes and so no copy. Returns a result code.
static inline int csqlite_bind_empty_text(sqlite3_stmt *statement, int index) {
    return sqlite3_bind_text64(statement, index, "", 0, SQLITE_STATIC, SQLITE_UTF8);
}

#endif
