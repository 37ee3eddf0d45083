// Why figures tell somebody of little or of nothing: none of his or her roles reads the lists behind them (access.md).

import JSON
import Kernel

/// What a report says to somebody who sees of its lists those records alone that name him or her.
struct ReportSightNote: Sendable {
    /// The lists that none of the reader's roles reads, the report's own first.
    let lists: [AnySchema]
    private let readers: RoleSet

    /// Nil where a role of the reader's gives every list that he or she may ask at all.
    init?(_ report: Report, _ caller: Caller, _ registry: Registry) {
        let named = report.sources.map(registry.resource).filter { resource in
            !resource.roles(for: .read).isDisjoint(with: caller.roles) && resource.showsOnlyWhatNames(caller)
        }
        guard let first = named.first else { return nil }
        lists = named.map(\.schema)
        readers = first.readersByRole
    }

    var text: Label {
        Label(
            "\(short.english): the figures count those of their records alone that name you, or somebody below you. \(whoReads.english)",
            "\(short.chinese)：数字仅包含其中指明由您或您的下属处理或知悉的记录。\(whoReads.chinese)")
    }

    /// For where there is little room.
    var short: Label {
        let names = (lists.map(\.collection).joined(separator: ", "), lists.map(\.label.chinese).joined(separator: "、"))
        return Label("None of your roles reads \(names.0)", "您的角色均无权查看\(names.1)")
    }

    /// Of the first list: where there are several, each has other readers.
    private var whoReads: Label {
        guard lists.count == 1 else { return Label("", "") }
        let roles = readers.roles
        return Label(
            "Roles that read them: \(roles.map(\.rawValue).joined(separator: ", ")).",
            "有权查看的角色：\(roles.map(\.chinese).joined(separator: "、"))。")
    }
}

extension Report {
    /// The lists that it counts, its own first, each once.
    fileprivate var sources: [AnySchema] {
        let counted: [AnySchema] =
            switch body {
            case .parts(let parts): parts.map(\.source)
            case .checks(let checks): checks.compactMap(\.source)
            case .computed: []
            }
        var known: Set<String> = []
        return ([source.schema] + counted).filter { known.insert($0.collection).inserted }
    }
}

extension ReportQuestion {
    var sightNote: ReportSightNote? { ReportSightNote(report, caller, registry) }

    /// Nothing where there is nothing to be told.
    var sightMembers: [JSONObject.Member] {
        guard let note = sightNote else { return [] }
        return [
            ("named_only", .array(note.lists.map { .string($0.collection) })), ("note", .string(note.text.text(in: language))),
        ]
    }
}
