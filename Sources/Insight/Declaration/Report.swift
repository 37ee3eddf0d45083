// What a report is: declared once, and everything else follows: parameters, answers in each form, description and page (P5.2).

import JSON
import Kernel

/// A filter of a list, as it stands in a query string.
typealias ReportFilter = (name: String, value: String)

/// A report.
struct Report: Sendable {
    /// Of which time it tells.
    enum Time: Sendable {
        /// From a day to a day; the last twelve months where nothing is said.
        case range
        /// The same, and twelve months to come where nothing is said.
        case rangeAhead
        /// As things are now.
        case now
        /// As of a day, today where nothing is said.
        case asOf
        /// Of a month, quarter or year of the calendar, by its name or its days; of the last month that is over where nothing is said.
        case period
    }

    /// How its rows come about.
    enum Body: Sendable {
        /// By counting and summing over lists, group by group.
        case parts([ReportPart])
        /// A row for each thing that is looked for.
        case checks([ReportCheck])
        /// By a rule of its own.
        case computed(@Sendable (ReportQuestion) throws -> ReportTable)
    }

    let name: String
    let label: Label
    /// What its figures mean.
    let definition: Label
    let clause: String
    /// Whose readers may ask for it; its list's filters are the report's, where it takes any.
    let source: ReportSource
    let time: Time
    /// The first is the one where nothing is said; empty where the rows are always the same.
    let groupings: [ReportGrouping]
    /// Whether several of them may be named at once.
    var takesSeveralGroupings = false
    let columns: [ReportColumn]
    /// Columns that there are beside them by what the records say; nil for none.
    var family: ReportColumnFamily?
    /// The column by which groups are put in order, the largest first.
    let order: String
    let chart: ReportChart
    var takesFilters = false
    var compares = false
    /// What its page asks as an example, as a query string.
    var example = ""
    /// What somebody wants to know who asks for it.
    let question: Label
    let body: Body
    /// Members of its answer and of its rows that no other report has, with their schemas.
    var ownMembers: [ReportOwnMember] = []
    /// What the groups need beside one another, such as a rank among them.
    var finish: (@Sendable (inout [GroupKey: ReportFigures], ReportQuestion) throws -> Void)?

    var path: String { "/v1/reports/" + name }

    /// What each row is known by, whatever it is grouped by.
    var members: [ReportMember] {
        var members: [ReportMember] = []
        for member in groupings.flatMap(\.members) where !members.contains(where: { $0.name == member.name }) { members.append(member) }
        return members
    }
}

/// Columns of which the records say how many there are, one for each indicator for example.
struct ReportColumnFamily: Sendable {
    /// What their names begin with; what follows is told by `label`.
    let prefix: String
    /// What each of them holds.
    let label: Label
}

/// A member of one report's answer alone.
struct ReportOwnMember: Sendable {
    let name: String
    let label: Label
    let schema: JSONValue
    /// Whether each row has it, and not the answer itself.
    var isOfRow = false
}

/// What a row is known by.
struct ReportMember: Sendable {
    enum Form: Sendable {
        case id, text, day
        case choice(ChoiceSet)
    }

    let name: String
    let label: Label
    let form: Form

    init(_ name: String, _ english: String, _ chinese: String, _ form: Form) {
        self.name = name
        label = Label(english, chinese)
        self.form = form
    }
}

/// The picture of a report.
enum ReportChart: Sendable {
    case bars([String])
    case stacked([String])
    case lines([String])
    case funnel(String)

    /// The columns that it shows; the first of these that the reader sees stands alone where it shows one only.
    var columns: [String] {
        switch self {
        case .bars(let names), .stacked(let names), .lines(let names): names
        case .funnel(let name): [name]
        }
    }
}

/// The list on which a report rests.
struct ReportSource: Sendable {
    let schema: AnySchema
    let readers: RoleSet

    static func list<R: Resource>(of type: R.Type) -> ReportSource {
        ReportSource(schema: R.schema, readers: RoleSet(R.access.filter { $0.operations.contains(.read) }.flatMap(\.roles.roles)))
    }
}
