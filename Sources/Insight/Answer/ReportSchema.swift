// What the description of the interface says of a report's answer.

import JSON
import Kernel

/// The schema and an example of a report, made from its declaration.
struct ReportSchema {
    let report: Report

    var schema: JSONValue {
        let item =
            report.family.map { family in
                object(rowMembers, required: ["label", "records"]).with(
                    "patternProperties",
                    [
                        "^\(family.prefix)": [
                            "type": ["string", "integer", "null"], "description": .string(family.label.english),
                            "x-label": .string(family.label.chinese),
                        ]
                    ])
            } ?? object(rowMembers, required: ["label", "records"])
        let total: JSONValue = report.hasTotal ? ["total": item] : [:]
        let column = object(
            ["name": text, "title": text, "kind": text], required: ["name", "title", "kind"])
        let head: JSONObject = [
            "report": ["const": .string(report.name)], "title": text, "currency": text, "from": date, "to": date, "as_of": date,
            "compare": ["type": "string", "enum": ["previous", "year_before"]], "before_from": date, "before_to": date, "group_by": text,
            "columns": ["type": "array", "items": column], "items": ["type": "array", "items": item], "groups": count,
            "named_only": ["type": "array", "items": text, "description": "Lists that none of the caller's roles reads."],
            "note": ["type": "string", "description": "Why these figures tell the caller of little, or of nothing."],
        ]
        let members = head.members + (total.object?.members ?? []) + ownMembers(ofRow: false)
        return object(JSONObject(members), required: ["report", "title", "currency", "columns", "items", "groups"])
            .with("description", .string(report.definition.english)).with("x-description-zh", .string(report.definition.chinese))
    }

    var example: JSONValue {
        let figures: JSONValue = ["label": "…", "records": [:]]
        return [
            "report": .string(report.name), "title": .string(report.label.english), "currency": "CNY", "columns": [], "items": [figures],
            "groups": 1,
        ]
    }

    private var rowMembers: JSONObject {
        var members: [JSONObject.Member] = [("label", text)]
        members += report.members.map { member in
            (name: member.name, value: schema(member).with("description", .string(member.label.english)))
        }
        members += figures
        if report.compares {
            members.append(("before", object(JSONObject(figures), required: ["records"])))
            members.append(("change", ["type": "object", "additionalProperties": ["type": ["string", "null"]]]))
        }
        return JSONObject(members + ownMembers(ofRow: true))
    }

    private func ownMembers(ofRow isOfRow: Bool) -> [JSONObject.Member] {
        report.ownMembers.filter { $0.isOfRow == isOfRow }.map { own in
            (
                name: own.name,
                value: own.schema.with("description", .string(own.label.english)).with("x-label", .string(own.label.chinese))
            )
        }
    }

    private var figures: [JSONObject.Member] {
        report.columns.filter { !$0.isHidden }.map { column in
            (
                name: column.name,
                value: schema(column.form).with("description", .string(column.label.english))
                    .with("x-label", .string(column.label.chinese))
            )
        } + [("records", ["type": "object", "additionalProperties": text])]
    }

    private func schema(_ member: ReportMember) -> JSONValue {
        switch member.form {
        case .id: ["type": ["integer", "null"]]
        case .text: ["type": ["string", "null"]]
        case .day: ["type": ["string", "null"], "format": "date"]
        case .choice: ["type": ["string", "null"]]
        }
    }

    private func schema(_ form: ReportColumn.Form) -> JSONValue {
        switch form {
        case .count: ["type": ["integer", "null"]]
        case .day: ["type": ["string", "null"], "format": "date"]
        default: ["type": ["string", "null"]]
        }
    }

    private let text: JSONValue = ["type": "string"]
    private let date: JSONValue = ["type": "string", "format": "date"]
    private let count: JSONValue = ["type": "integer"]

    private func object(_ members: JSONObject, required: [String]) -> JSONValue {
        ["type": "object", "properties": .object(members), "required": .array(required.map(JSONValue.string))]
    }
}

extension JSONValue {
    /// The object with one more member.
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        .object(JSONObject((object?.members ?? []) + [(name: name, value: value)]))
    }
}

extension Report {
    /// Whether its rows add up to something.
    var hasTotal: Bool {
        if case .checks = body { false } else { !ownMembers.contains { $0.name == "total" } }
    }
}
