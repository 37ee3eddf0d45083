// The company's currency and time zone: chosen when the books are begun, kept in them, and never another one afterwards.

import Kernel
import Storage

extension Configuration {
    /// What the company of a new data directory gets.
    var company: CompanySettings {
        let standard = CompanySettings.standard
        return CompanySettings(currency: currency ?? standard.currency, timeZone: timeZone ?? standard.timeZone)
    }

    /// What the books of the data directory are kept in. Throws `UsageError` where the configuration names something else.
    func company(keptIn database: Database) throws -> CompanySettings {
        let kept = try company.settled(in: database)
        let faults = [
            fault("currency", wanted: currency, kept: kept.currency), fault("time_zone", wanted: timeZone, kept: kept.timeZone),
        ].compactMap(\.self)
        guard faults.isEmpty else { throw UsageError(faults) }
        return kept
    }

    /// Amounts, days and numbers that are written already would mean something else from now on.
    private func fault(_ name: String, wanted: String?, kept: String) -> String? {
        guard let wanted, wanted != kept, let setting = Setting.all.first(where: { $0.name == name }) else { return nil }
        return "\(setting.flag): the books in \(data) are kept in \(kept), not in \(wanted); leave the setting out "
            + "(also \(setting.variable) and \(name) in the configuration file) or set it to \(kept); "
            + "another one needs a data directory of its own"
    }
}
