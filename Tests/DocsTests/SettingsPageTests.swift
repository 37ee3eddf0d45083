// Docs/settings.md lists every setting and limit. To write it anew: SALESD_WRITE_DOCS=1 scripts/test --filter SettingsPageTests

import App
import Foundation
import Testing

struct SettingsPageTests {
    @Test func `the page lists exactly the settings that exist`() throws {
        let path = Document.root + "/Docs/settings.md"
        if ProcessInfo.processInfo.environment["SALESD_WRITE_DOCS"] != nil {
            try page.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page)
    }

    private var page: String {
        let introduction = """
            # Settings

            Each can stand in the configuration file, which is JSON (`"time_zone": "Asia/Shanghai"`), in the environment (`SALESD_TIME_ZONE`) and on the
            command line (`--time-zone`); what is nearer to the command wins: the flag, then the environment, then the file. The limits are among them. What the company itself sets, such as
            its working hours, is not here but under `/v1/settings`.

            | name | value | standard | meaning |
            | --- | --- | --- | --- |

            """
        let rows = Setting.all.map { setting in
            let standard = [setting.defaultText.isEmpty ? "–" : "`\(setting.defaultText)`", setting.unit].filter { !$0.isEmpty }
            let value = setting.placeholder.replacing("|", with: "\\|") + (setting.isList ? " …" : "")
            return "| `\(setting.name)` | \(value) | \(standard.joined(separator: " ")) | \(setting.help) |\n"
        }
        return introduction + rows.joined()
    }
}
