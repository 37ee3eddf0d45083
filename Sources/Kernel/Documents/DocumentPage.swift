// The page of a record: one HTML document without scripts or anything from elsewhere, made for paper (A4) and for Chinese characters.

/// Writes the page of one record for one reader.
struct DocumentPage {
    private let resource: AnyResource
    private let row: Row
    private let reader: RuleReader
    private let language: Language
    private let viewer: Viewer
    private let values: DocumentValues

    init(_ resource: AnyResource, _ row: Row, for reader: RuleReader, in language: Language) {
        self.resource = resource
        self.row = row
        self.reader = reader
        self.language = language
        viewer = Viewer(roles: reader.caller.roles)
        values = DocumentValues(
            reader: reader, language: language, currencyDecimals: resource.schema.currencyDecimals(of: row) ?? 2)
    }

    func html(_ parts: [DocumentPart]) throws -> String {
        var html = HTMLWriter()
        html.markup("<!DOCTYPE html>\n<html lang=\"")
        html.write(language.rawValue)
        html.markup("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
        html.element("<title>", title, "</title>\n")
        html.markup(documentStyle)
        html.markup("</head>\n<body>\n")
        try writeHead(into: &html)
        for part in parts { try write(part, into: &html) }
        html.markup("</body>\n</html>\n")
        return html.text
    }

    private var title: String {
        let name = values.name(of: resource.schema, row)
        let kind = (resource.documentName?.title ?? resource.schema.label).text(in: language)
        return name.hasPrefix(kind) ? name : "\(kind) \(name)"
    }

    private func writeHead(into html: inout HTMLWriter) throws {
        let sender = reader.ask(DocumentSender.self).lines(reader, language)
        if let name = sender.first {
            html.markup("<header>\n")
            html.element("<strong>", name, "</strong>\n")
            for line in sender.dropFirst() { html.element("<div>", line, "</div>\n") }
            html.markup("</header>\n")
        }
        html.element("<h1>", title, "</h1>\n")
        if let state = resource.schema.stateField, let text = try values.text(of: state, in: row) {
            html.element("<p class=\"state\">", text, "</p>\n")
        }
    }

    // MARK: Parts

    private func write(_ part: DocumentPart, into html: inout HTMLWriter) throws {
        switch part {
        case .party(let reference, let fields): try writeParty(reference, fields, into: &html)
        case .facts(let fields): try writePairs(fields, of: row, "<dl>\n", "</dl>\n", into: &html)
        case .totals(let fields): try writePairs(fields, of: row, "<dl class=\"totals\">\n", "</dl>\n", into: &html)
        case .texts(let fields):
            for (field, text) in try shown(fields, of: row) {
                html.element("<h2>", field.label.text(in: language), "</h2>\n")
                html.element("<p class=\"text\">", text, "</p>\n")
            }
        case .paragraph(let words):
            html.element("<p class=\"text\">", words.text(in: language), "</p>\n")
        case .table(let list, let fields, let through, let without, let only):
            let items = row.children[list.index].filter { item in
                let isLeftOut = without.map { item.text($0.field.index) == $0.value } ?? false
                return !isLeftOut && only.map { item.text($0.field.index) == $0.value } ?? true
            }
            let columns = (through?.columns ?? []).map { DocumentColumn(field: $0, path: through?.path ?? []) }
            try writeTable(items, list.label, columns + fields.map { DocumentColumn(field: $0, path: []) }, into: &html)
        case .signatures(let sides):
            html.markup("<div class=\"signatures\">\n")
            for side in sides { html.element("<div>", side.text(in: language), "</div>\n") }
            html.markup("</div>\n")
        }
    }

    private func writeParty(_ reference: AnyField, _ fields: [AnyField], into html: inout HTMLWriter) throws {
        guard viewer.sees(reference), let id = row.integer(reference.index), let target = reference.referenceTarget,
            let resource = reader.registry.resource(table: target.table), let party = try reader.row(of: resource, id: id)
        else { return }
        html.element("<h2>", reference.label.text(in: language), "</h2>\n")
        html.element("<p class=\"party\">", values.name(of: target, party), "</p>\n")
        try writePairs(fields, of: party, "<dl>\n", "</dl>\n", into: &html)
    }

    private func writePairs(
        _ fields: [AnyField], of row: Row, _ open: StaticString, _ close: StaticString, into html: inout HTMLWriter
    ) throws {
        let pairs = try shown(fields, of: row)
        guard !pairs.isEmpty else { return }
        html.markup(open)
        for (field, text) in pairs {
            html.element("<div><dt>", field.label.text(in: language), "</dt>")
            html.element("<dd>", text, "</dd></div>\n")
        }
        html.markup(close)
    }

    private func writeTable(_ items: [Row], _ label: Label, _ fields: [DocumentColumn], into html: inout HTMLWriter) throws {
        // A column in which no line has anything is left out.
        let columns = try fields.filter { column in
            try viewer.sees(column.field) && items.contains { try values.text(of: column, in: $0) != nil }
        }
        guard !columns.isEmpty else { return }
        html.element("<h2>", label.text(in: language), "</h2>\n")
        html.markup("<table>\n<thead><tr><th class=\"figure\">#</th>")
        for column in columns { writeCell(column.field, column.field.label.text(in: language), isHead: true, into: &html) }
        html.markup("</tr></thead>\n<tbody>\n")
        for (index, item) in items.enumerated() {
            html.element("<tr><td class=\"figure\">", String(index + 1), "</td>")
            for column in columns { writeCell(column.field, try values.text(of: column, in: item) ?? "", isHead: false, into: &html) }
            html.markup("</tr>\n")
        }
        html.markup("</tbody>\n</table>\n")
    }

    private func writeCell(_ field: AnyField, _ text: String, isHead: Bool, into html: inout HTMLWriter) {
        switch (isHead, DocumentValues.form(of: field)) {
        case (true, .figure): html.element("<th class=\"figure\">", text, "</th>")
        case (true, _): html.element("<th>", text, "</th>")
        case (false, .figure): html.element("<td class=\"figure\">", text, "</td>")
        case (false, .word): html.element("<td class=\"word\">", text, "</td>")
        case (false, .text): html.element("<td>", text, "</td>")
        }
    }

    private func shown(_ fields: [AnyField], of row: Row) throws -> [(AnyField, String)] {
        try fields.filter(viewer.sees).compactMap { field in try values.text(of: field, in: row).map { (field, $0) } }
    }
}

/// How the page looks: plain, black on white, heads of tables again on each sheet.
private let documentStyle: StaticString = """
    <style>
    @page { size: A4; margin: 18mm 16mm; }
    body { max-width: 178mm; margin: 0 auto; padding: 8mm 0; color: #000; background: #fff; line-height: 1.45;
      font: 10.5pt "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", Arial, sans-serif; }
    header { border-bottom: 0.4mm solid #000; padding-bottom: 2mm; font-size: 9pt; }
    header strong { font-size: 12pt; }
    h1 { font-size: 17pt; margin: 6mm 0 1mm; }
    h2 { font-size: 11.5pt; margin: 6mm 0 1.5mm; break-after: avoid; }
    .state { margin: 0 0 4mm; font-size: 9pt; }
    .party { margin: 0; font-weight: bold; }
    .text { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    dl { margin: 2mm 0; display: grid; grid-template-columns: 1fr 1fr; gap: 0.8mm 8mm; }
    dl > div { display: flex; gap: 3mm; break-inside: avoid; }
    dt { color: #444; min-width: 32mm; }
    dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
    dl.totals { display: block; margin-left: 50%; }
    dl.totals > div { justify-content: space-between; border-top: 0.1mm solid #999; padding: 0.6mm 0; }
    dl.totals dd { font-variant-numeric: tabular-nums; }
    table { width: 100%; border-collapse: collapse; font-size: 9.5pt; }
    thead { display: table-header-group; }
    tr { break-inside: avoid; }
    th, td { border-bottom: 0.1mm solid #999; padding: 1mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
    th { border-bottom: 0.3mm solid #000; overflow-wrap: normal; }
    .figure { text-align: right; font-variant-numeric: tabular-nums; }
    td.figure, td.word { white-space: nowrap; }
    .signatures { display: flex; gap: 12mm; margin-top: 18mm; break-inside: avoid; }
    .signatures > div { flex: 1; border-top: 0.2mm solid #000; padding-top: 1mm; font-size: 9pt; }
    @media print { body { padding: 0; } }
    </style>

    """
