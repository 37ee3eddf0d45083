// `GET /v1/process`: every step of the policy, who takes it, from where to where, and the clause that it carries out.

import HTTP
import JSON

extension Registry {
    var processRoute: Route {
        let description = OperationDescription(
            "process.get", "Every step of the process, by clause and role", "流程中的所有步骤、依据条款与角色", tag: "process",
            answer: Process.shape.answer)
        let process = Process(resources: resources.filter { !$0.steps.isEmpty }, settings: settings)
        return Route(.get, "/v1/process", description) { request, _ in
            try request.allowQuery()
            _ = try request.signedIn()
            return Process.shape.response(process, in: request.language)
        }
    }
}

/// The process of every resource that has one.
private struct Process: Sendable {
    let resources: [AnyResource]
    let settings: SettingsStore

    static let shape = AnswerShape<Process>(
        "Process", "流程",
        [.list("items", of: resource) { process in process.resources.map { ProcessResource(resource: $0, settings: process.settings) } }])

    private static let resource = AnswerShape<ProcessResource>(
        "Process of one kind of record", "一类记录的流程",
        [
            .field("collection", text("Collection", "资源"), example: "orders") { $0.resource.schema.collection },
            .label("label", Label("Label", "名称"), example: "Order") { $0.resource.schema.label },
            .list("states", of: state) { $0.resource.states },
            .list("steps", of: step) { $0.steps },
        ])

    private static let state = AnswerShape<(value: String, label: Label)>(
        "State", "状态",
        [
            .field("state", text("State", "状态"), example: "draft") { $0.value },
            .label("label", Label("Label", "名称"), example: "Draft") { $0.label },
        ])

    private static let step = AnswerShape<ProcessStep>(
        "Step", "步骤",
        [
            .field("step", text("Step", "步骤"), example: "submit") { $0.step.path },
            .label("label", Label("Label", "名称"), example: "Submit") { $0.step.label },
            .field("from", words("States from which it is possible", "可执行的状态"), example: ["draft"]) { WordList($0.step.from) },
            .field("to", words("States it leads to; none: the state stays", "转入的状态（空：状态不变）"), example: ["in_review", "on_hold"]) {
                WordList($0.step.to)
            },
            .field("by", words("Who takes it; nobody: jobs and other records' steps", "执行者（空：由系统或其他单据触发）"), example: ["owner", "manager"]) {
                WordList($0.step.actors.map(\.word))
            },
            .field("decision", boolean("A person decides: refused to keys and authors", "须由人决定，密钥与作者不得执行"), example: false) {
                $0.step.isDecision
            },
            .field("clause", text("Clause of the policy", "制度条款"), example: "P2.5.1") { $0.step.clause },
            .field(
                "deadline_hours",
                integer("Working hours within which it is to be taken; none where nobody waits", "办理期限（工作小时，空：无期限）").optional(),
                example: 8
            ) { $0.deadlineHours },
            .field("path", text("Path; none where nobody can ask for it", "路径").optional(), example: "/v1/orders/{id}/submit") { $0.path },
        ])
}

private struct ProcessResource {
    let resource: AnyResource
    let settings: SettingsStore

    var steps: [ProcessStep] {
        resource.steps.map { ProcessStep(resource: resource, step: $0, deadlineHours: $0.deadline?.hours(settings)) }
    }
}

private struct ProcessStep {
    let resource: AnyResource
    let step: AnyStep
    /// As the settings say now.
    let deadlineHours: Int64?

    var path: String? { step.hasRoute ? "/v1/\(resource.schema.collection)/{id}/\(step.path)" : nil }
}

extension AnyResource {
    /// The states that its records can be in, in order.
    fileprivate var states: [(value: String, label: Label)] {
        guard let state = schema.stateField, case .choice(let set) = state.kind else { return [] }
        return set.values.map { (value: $0.value, label: $0.label) }
    }
}
