// `GET /v1/settings`: which settings there are; each is a record of its own.

import HTTP
import JSON

extension Registry {
    var settingsRoute: Route {
        let settings = resources.filter(\.schema.isSingleton)
        let readers = settings.reduce(RoleSet()) { $0.union($1.roles(for: .read)) }
        let description = OperationDescription(
            "settings.list", "The settings that there are", "系统设置一览", tag: "settings",
            answer: SettingsList.shape.answer, roles: readers.roles.map(\.rawValue))
        return Route(.get, "/v1/settings", description) { request, _ in
            try request.allowQuery()
            let caller = try request.signedIn()
            let readable = settings.filter { !$0.roles(for: .read).isDisjoint(with: caller.roles) }
            guard !readable.isEmpty else { throw Failure.notAllowed(needed: readers) }
            let covered = readable.filter { caller.covers($0.schema.collection, writing: false) }
            return SettingsList.shape.response(SettingsList(resources: covered), in: request.language)
        }
    }
}

/// The settings that somebody may read.
private struct SettingsList: Sendable {
    let resources: [AnyResource]

    static let shape = AnswerShape<SettingsList>("Settings", "系统设置", [.list("items", of: item) { $0.resources }])

    private static let item = AnswerShape<AnyResource>(
        "Settings of one part", "一类设置",
        [
            .field("name", text("Name", "标识"), example: "orders") { String($0.schema.collection.dropFirst("settings/".count)) },
            .label("label", Label("Label", "名称"), example: "Order process") { $0.schema.label },
            .field("path", text("Path", "路径"), example: "/v1/settings/orders") { $0.schema.path(of: 1) },
        ])
}
