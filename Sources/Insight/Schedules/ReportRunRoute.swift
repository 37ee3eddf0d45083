// `GET /v1/report-runs/{id}/file`: the caller's own file of a run, so that one link is right for everybody who gets it.

import HTTP
import Kernel

extension ReportRun {
    /// The same as the export's own path, and with the same refusals.
    static let fileRoute = Route(
        .get, "/v1/report-runs/{id}/file",
        OperationDescription(
            "report_runs.file", "The caller's own file of a run", "本人的报表文件", tag: "report-runs", or: [206],
            answer: .text("application/octet-stream"), clause: "P5.2", conditions: .ifNoneMatch),
        lane: .write { request, context in
            try permit(request, context.registry.resource(ReportRun.schema), .read)
            try request.allowQuery()
            let (id, download) = (ID<ReportRun>(try request.id()), ExportDownload(request, context))
            return { rules in
                let run = try rules.visible(ReportRun.self, id)
                guard let file = run.files.first(where: { $0.user.integer == rules.caller.userID }) else {
                    throw Failure(.reportNotForYou)
                }
                guard let export = file.exportID else {
                    throw file.status == .waiting ? Failure.later(.reportFileWaits, after: 5) : Failure(.reportFileMissing)
                }
                return try download.answer(export, rules) { _ in try rules.note("downloaded", on: run) }
            }
        })
}
