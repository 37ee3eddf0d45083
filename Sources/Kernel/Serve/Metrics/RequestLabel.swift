// Under what a request's answer is counted: one number, which travels with the answer.

/// The lane of a request as metrics name it.
enum LaneName: Int, CaseIterable, Sendable {
    /// No route, or the route does not have that method.
    case none
    case read, heavy, write
    case heavyWrite
    case stream

    init(_ lane: Lane) {
        switch lane {
        case .read, .list, .live: self = .read
        case .heavy, .heavyExport: self = .heavy
        case .write: self = .write
        case .heavyWrite, .upload: self = .heavyWrite
        }
    }

    var text: String { self == .heavyWrite ? "heavy_write" : "\(self)" }
}

/// The path that was asked for and the lane that answered.
struct RequestLabel: Sendable, Hashable {
    /// The path's place among the router's; -1 for none.
    let path: Int
    var lane: LaneName

    static let none = RequestLabel(path: -1, lane: .none)

    init(path: Int, lane: LaneName) {
        self.path = path
        self.lane = lane
    }

    /// The label of a number that `number` gave; 0, as of what the server refused by itself, is none.
    init(number: Int) {
        path = (number >> 3) - 1
        lane = LaneName(rawValue: number & 7) ?? .none
    }

    var number: Int { (path + 1) << 3 | lane.rawValue }
}
