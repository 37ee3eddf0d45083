// `GET /v1/reports`: which reports there are for the caller, and what they may be asked (P5.2).

import HTTP
import JSON
import Kernel

/// A report as the list has it.
private struct ListedReport: Sendable {
    let name: String
    let path: String
    let title: Label
    let clause: String
    /// Of those that this room declares.
    let report: Report?
    let parameters: [ParameterDescription]
    let roles: [String]
    /// Why it tells the caller of little, or of nothing.
    var note: Label?

    /// Whether the caller may ask for it.
    func isFor(_ caller: Caller, _ registry: Registry) -> Bool {
        guard let report else { return !Set(caller.roles.roles.map(\.rawValue)).isDisjoint(with: roles) }
        // What it is grouped by where nothing is said has to be seen as well.
        let needed = [report.source.schema] + (report.groupings.first?.needs.map { [$0] } ?? [])
        return needed.map(registry.resource).allSatisfy { resource in
            !resource.roles(for: .read).isDisjoint(with: caller.roles) && caller.covers(resource.schema.collection, writing: false)
        }
    }
}

extension Report {
    /// The list: also of reports that other rooms serve, because it is made from the routes.
    static let list = Route(
        .get, "/v1/reports",
        OperationDescription(
            "reports.list", "The reports that the caller may ask for, with their parameters", "可查询的报表及其参数", tag: "reports",
            answer: shape.answer, clause: "P5.2")
    ) { request, context in
        try request.allowQuery()
        let caller = try request.signedIn()
        let reports = context.registry.routes.filter { $0.path.hasPrefix("/v1/reports/") }.map(ListedReport.init)
        let theirs = reports.filter { $0.isFor(caller, context.registry) }.map { report in
            var report = report
            report.note = report.report.flatMap { ReportSightNote($0, caller, context.registry)?.text }
            return report
        }
        return shape.response(theirs, in: request.language)
    }

    private static let shape = AnswerShape<[ListedReport]>("Reports", "报表", [.list("items", of: item) { $0 }])

    private static let item = AnswerShape<ListedReport>(
        "Report", "报表",
        [
            .field("name", text("Name", "名称")) { $0.name },
            .field("path", text("Path", "路径")) { $0.path },
            .label("title", Label("Title", "标题"), example: "Sales trend") { $0.title },
            .label("question", Label("What it answers", "回答的问题"), example: "How much was sold?") { $0.report?.question ?? $0.title },
            .label("definition", Label("What its figures mean", "定义"), example: "…") { $0.report?.definition ?? $0.title },
            .field("clause", text("Policy", "制度条款")) { $0.clause },
            .label("note", Label("Why it tells the caller of little, or of nothing", "数据有限的原因"), optional: { $0.note }),
            .any("parameters", Label("Parameters", "参数"), example: [["name": "from"]]) { $0.parametersJSON },
            .any("group_by", Label("Groups", "分组方式"), example: ["month"]) { listed in
                .array(listed.report?.groupings.map { .string($0.name) } ?? [])
            },
            .any("formats", Label("Formats", "格式"), example: ["json"]) { listed in
                .array((listed.report == nil ? [.json] : ReportFormat.allCases).map { .string($0.rawValue) })
            },
        ])
}

extension ListedReport {
    fileprivate init(_ route: Route) {
        path = route.path
        name = String(route.path.dropFirst("/v1/reports/".count))
        title = route.operation.summary
        clause = route.operation.clause ?? ""
        parameters = route.operation.queryParameters
        roles = route.operation.roles
        let name = name
        report = Report.all.first { $0.name == name }
    }

    fileprivate var parametersJSON: JSONValue {
        .array(
            parameters.map { parameter in
                [
                    "name": .string(parameter.name),
                    "description": .string(parameter.label?.english ?? parameter.name),
                    "description_zh": .string(parameter.label?.chinese ?? parameter.name),
                ]
            })
    }
}
