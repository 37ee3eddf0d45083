// The words of dunning (states.md, P4.2.5).

import Kernel

/// How far the collection has gone (states.md, P4.2.5).
package enum DunningStatus: String, Choice {
    case open, letter, visit, lawsuit, promised
    case onHold = "on_hold"
    case settled

    package var chinese: String {
        switch self {
        case .open: "已立案"
        case .letter: "已发催款函"
        case .visit: "已上门"
        case .lawsuit: "已起诉"
        case .promised: "已承诺付款"
        case .onHold: "已挂起"
        case .settled: "已结案"
        }
    }
}

/// How an invoice stands in its case.
package enum DunnedStanding: String, Choice {
    case overdue, disputed, closed

    package var chinese: String {
        switch self {
        case .overdue: "逾期"
        case .disputed: "有争议"
        case .closed: "已结清"
        }
    }
}

/// What was done.
package enum DunningMeasureKind: String, Choice {
    case letter, visit, lawsuit, promise
    case promiseKept = "promise_kept"
    case promiseBroken = "promise_broken"
    case hold, resume, settle

    package var chinese: String {
        switch self {
        case .letter: "催款函"
        case .visit: "上门催收"
        case .lawsuit: "起诉"
        case .promise: "承诺付款"
        case .promiseKept: "守约"
        case .promiseBroken: "违约"
        case .hold: "挂起"
        case .resume: "恢复"
        case .settle: "结案"
        }
    }
}
