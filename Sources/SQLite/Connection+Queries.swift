// Short forms for code in which a query is not worth several lines.

extension Connection {
    /// Runs the statement of `sql` to its end, dropping rows.
    package func run(_ sql: String, _ values: [SQLiteValue] = []) throws(DatabaseError) {
        let statement = try cached(sql)
        try statement.run(values)
    }

    /// The first row of `sql`, or nil when there is none.
    package func first(_ sql: String, _ values: [SQLiteValue] = []) throws(DatabaseError) -> [SQLiteValue]? {
        let statement = try cached(sql)
        return try statement.first(values)
    }

    /// All rows of `sql`, in memory: for few rows.
    package func rows(_ sql: String, _ values: [SQLiteValue] = []) throws(DatabaseError) -> [[SQLiteValue]] {
        let statement = try cached(sql)
        return try statement.rows(values)
    }
}

extension Statement {
    /// Runs the statement with `values` to its end and resets it, dropping rows.
    package func run(_ values: [SQLiteValue] = []) throws(DatabaseError) {
        defer { reset() }
        try bind(contentsOf: values)
        while try step() {}
    }

    /// The first row for `values`, or nil when there is none.
    package func first(_ values: [SQLiteValue] = []) throws(DatabaseError) -> [SQLiteValue]? {
        defer { reset() }
        try bind(contentsOf: values)
        return try step() ? try row() : nil
    }

    /// All rows for `values`, in memory: for few rows.
    package func rows(_ values: [SQLiteValue] = []) throws(DatabaseError) -> [[SQLiteValue]] {
        defer { reset() }
        try bind(contentsOf: values)
        var rows: [[SQLiteValue]] = []
        while try step() { rows.append(try row()) }
        return rows
    }

    /// All columns of the current row.
    package func row() throws(DatabaseError) -> [SQLiteValue] {
        var values: [SQLiteValue] = []
        values.reserveCapacity(columnCount)
        for column in 0..<columnCount { values.append(try value(column)) }
        return values
    }
}
