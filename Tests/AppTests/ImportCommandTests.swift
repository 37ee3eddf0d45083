// `salesd import`, with and without a running server: what it prints, in whose name it works, and its exit codes.

import App
import Foundation
import JSON
import TestSupport
import Testing

struct ImportCommandTests {
    private let directory: DataDirectory
    private var data: [String] { ["--data", directory.path] }

    init() throws {
        directory = try DataDirectory()
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "sales_rep"] + data, input: "a long enough one").code == 0)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = directory.parent + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test(arguments: [true, false])
    func `a file is imported, again and in part`(_ isServing: Bool) throws {
        let child = try isServing ? directory.serve().child : nil
        let good = try file("客户.csv", "name,城市\n甲,上海\n乙,\n")
        let first = try Salesd.run(["import", "customers", good, "--as", "nancy"] + data)
        #expect(first.code == 0 && first.output.isEmpty, "\(first.errors)")
        #expect(first.errors == "import 1: 2 rows: 2 created, 0 updated, 0 unchanged, 0 refused\n")
        let again = try Salesd.run(["import", "customers", good, "--as", "nancy"] + data)
        #expect(again.code == 0 && again.errors.hasSuffix("2 rows: 0 created, 0 updated, 2 unchanged, 0 refused\n"))
        let lines = try file("more.ndjson", "{\"name\":\"丙\"}\n{\"nam\":\"丁\"}\n")
        let trial = try Salesd.run(["import", "customers", lines, "--as", "nancy", "--dry-run"] + data)
        #expect(trial.code == 1)
        #expect(trial.output == "row 2, line 2: There is no field “nam” here. Did you mean “name”?\nrow 2, line 2: “name” is required.\n")
        #expect(trial.errors.contains("1 created, 0 updated, 0 unchanged, 1 refused (tried only, nothing was kept)\n"))
        #expect(trial.errors.hasSuffix("salesd: 1 of 2 rows were refused\n"))
        // The operator is nobody in sales: a customer has to say whose it is.
        let unowned = try Salesd.run(["import", "customers", lines] + data)
        #expect(unowned.code == 1 && unowned.output.contains("“owner_id” is required"), "\(unowned.output)")
        if let child { #expect(child.stop().code == 0) }
    }

    @Test func `what is wrong with the command line, the file or its columns is told`() throws {
        let path = try file("x.csv", "nam\nA\n")
        for (words, code, sentence) in [
            (["import", "customer", path], 2, "there is no import of customer; did you mean customers?"),
            (["import", "orders", path], 2, "there is no import of orders"), (["import", "customers"], 2, "FILE is missing"),
            (["import", "customers", path + "x"], 1, "\(path)x does not exist"),
            (["import", "customers", path], 1, "Column 1: there is no field “nam” here. Did you mean “name”?"),
            (["import", "customers", path, "--as", "nobody"], 1, "The query parameter “as” cannot be “nobody”"),
        ] as [([String], Int32, String)] {
            let outcome = try Salesd.run(words + data)
            #expect(outcome.code == code && outcome.errors.hasPrefix("salesd: \(sentence)"), "\(outcome.errors)")
        }
    }
}
