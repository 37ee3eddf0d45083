// Storage hands out connections and statements; who imports it may use them without naming the room below.

@_exported public import SQLite
