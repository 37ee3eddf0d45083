// The refusals of imports: of files, of their columns, and of single rows.

extension FailureCode {
    // Of the file.
    static let importFileType = FailureCode(
        "import_file_type", 415,
        "This is a file of another type ({kind}), not CSV or NDJSON. Save it as “CSV UTF-8” and send that.",
        "这不是 CSV 或 NDJSON 文件（{kind}）。请另存为“CSV UTF-8”后再导入。")
    static let importCharset = FailureCode(
        "import_charset", 415, "The character set {charset} is not read here: use UTF-8, GBK or GB18030.",
        "不支持字符集 {charset}：请使用 UTF-8、GBK 或 GB18030。")
    static let importEmpty = FailureCode(
        "import_empty", 422, "There is nothing in the file.", "文件为空。")
    static let tooManyImports = FailureCode(
        "too_many_imports", 409, "{maximum} imports of yours wait or run already: let one of them end, or cancel it.",
        "您已有 {maximum} 个导入任务正在等待或运行：请等其结束或取消其中一个。")

    // Of its columns.
    static let importColumns = FailureCode(
        "import_columns", 422, "The columns of the file do not fit; each fault is listed in errors. Nothing was imported.",
        "文件的列不符合要求，详见 errors 列表。未导入任何内容。")
    static let unknownColumn = FailureCode(
        "unknown_column", 422, "Column {place}: there is no field “{name}” here.{hint}", "第 {place} 列：没有字段“{name}”。{hint_zh}")
    static let columnTwice = FailureCode(
        "column_twice", 422, "Column {place}: “{name}” says what column {other} says already.", "第 {place} 列：“{name}”与第 {other} 列重复。")
    static let listInCSV = FailureCode(
        "list_in_csv", 422, "“{name}” is a list: it comes in NDJSON alone.", "“{name}”是列表，只能通过 NDJSON 导入。")
    static let historyByAdministrator = FailureCode(
        "history_by_administrator", 422,
        "“{name}”: only an administrator imports history, in person; for all others steps alone lead to a state.",
        "“{name}”：历史数据只能由管理员本人导入；其他人只能通过流程步骤变更状态。")

    // Of a row.
    static let rowTooLong = FailureCode(
        "row_too_long", 422, "The row has more than {maximum} bytes: is a quote missing?", "该行超过 {maximum} 字节：是否缺少引号？")
    static let rowTooManyCells = FailureCode(
        "row_too_many_cells", 422, "The row has more cells than the header has columns.", "该行的单元格多于表头的列数。")
    static let rowOpenQuote = FailureCode(
        "row_open_quote", 422, "The file ends inside of quotes that are not closed.", "文件在未闭合的引号内结束。")
    static let rowTextBehindQuote = FailureCode(
        "row_text_behind_quote", 422, "Text follows a closing quote: a quote within a cell is doubled (RFC 4180).",
        "闭合引号之后还有文字：单元格内的引号须写成两个（RFC 4180）。")
    static let undecodable = FailureCode(
        "undecodable", 422, "“{name}” holds bytes that are no text in {charset}.", "“{name}”含有不属于 {charset} 的字节。")
    static let thousandsSeparator = FailureCode(
        "thousands_separator", 422, "“{name}”: write the number without separators of thousands and with a point: {example}.",
        "“{name}”：数字请勿使用千位分隔符，小数点用“.”：{example}。")
    static let ambiguousReference = FailureCode(
        "ambiguous_reference", 422, "“{name}”: several are called “{value}”. Name the external id or the id.",
        "“{name}”：有多个名为“{value}”的记录，请改用外部编号或编号。")
    static let noSuchReference = FailureCode(
        "no_such_reference", 422, "“{name}” names no {target} “{value}” that you may see.", "“{name}”：没有您可见的{target_zh}“{value}”。")
    static let fixedField = FailureCode(
        "fixed_field", 422, "“{name}” is set when the record is created and says something else in it.", "“{name}”在新建时确定，与现有记录不一致。")
    static let versionWithoutRecord = FailureCode(
        "version_without_record", 422, "A version is named, but no record with this external id or id exists.",
        "指定了版本，但不存在该外部编号或编号的记录。")
    static let historyOfLiving = FailureCode(
        "history_of_living", 409, "The record was entered here and goes through its steps: an import sets no state of it.",
        "该记录在本系统中录入并按流程办理，导入不能设置其状态。")
    static let importedHistory = FailureCode(
        "imported_history", 409, "This is imported history: it takes no step and changes by another import of an administrator alone.",
        "这是导入的历史数据：不能执行任何步骤，只能由管理员再次导入修改。")

    // Of the whole.
    static let importCallerGone = FailureCode(
        "import_caller_gone", 403, "Whoever started the import may no longer sign in, or the key no longer counts.",
        "发起导入的用户已停用，或其密钥已失效。")
    static let importFileLost = FailureCode(
        "import_file_lost", 409, "The file of the import is gone, as after a backup was restored. Send it again: nothing is entered twice.",
        "导入文件已丢失（例如恢复备份之后）。请重新导入：不会重复录入。")

    static let importCodes: [FailureCode] = [
        importFileType, importCharset, importEmpty, tooManyImports, importColumns, unknownColumn, columnTwice, listInCSV,
        historyByAdministrator,
        rowTooLong, rowTooManyCells, rowOpenQuote, rowTextBehindQuote, undecodable, thousandsSeparator, ambiguousReference,
        noSuchReference, fixedField, versionWithoutRecord, historyOfLiving, importedHistory, importCallerGone, importFileLost,
    ]
}
