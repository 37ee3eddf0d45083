// The text exposition format of Prometheus, version 0.0.4.

/// Writes metrics one after the other.
struct MetricsWriter {
    private(set) var text = ""

    mutating func begin(_ metric: Metric) {
        text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    mutating func sample(_ metric: Metric, _ labels: [String] = [], _ value: Int) {
        line(metric.name, Array(zip(metric.labels, labels)), "\(value)")
    }

    /// A metric without labels.
    mutating func whole(_ metric: Metric, _ value: Int) {
        begin(metric)
        sample(metric, [], value)
    }

    /// - Parameters:
    ///   - bounds: the upper ends of all buckets but the last
    ///   - counts: by bucket, not added up
    mutating func histogram(_ metric: Metric, _ labels: [String] = [], bounds: [String], counts: [Int], sum: String) {
        let pairs = Array(zip(metric.labels, labels))
        var total = 0
        for (bound, count) in zip(bounds + ["+Inf"], counts) {
            total += count
            line(metric.name + "_bucket", pairs + [("le", bound)], "\(total)")
        }
        line(metric.name + "_sum", pairs, sum)
        line(metric.name + "_count", pairs, "\(total)")
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        // No label has a character that would have to be escaped: paths, methods and codes are the program's own.
        let list = labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
        text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
    }
}
