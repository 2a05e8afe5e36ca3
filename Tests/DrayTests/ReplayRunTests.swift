import Glibc
import TemporaryFolder
import Testing

@Suite("A replay drives a month through the server, what went back too, and doubles nothing")
struct ReplayRunTests {
    private static let products = """
        Item Number,Category Name,Item Description,Vendor,Vendor Name,Bottle Volume (ml),Pack,\
        Inner Pack,Age,Proof,List Date,UPC,SCC,State Bottle Cost,State Case Cost,\
        State Bottle Retail,Report Date
        1001,GIN,HARBOUR GIN,1,HARBOUR,750,6,1,0,80,2020-01-01,,,10.00,60.00,10.00,2022-11-01
        1002,RUM,HARBOUR RUM,1,HARBOUR,750,12,1,0,80,2020-01-01,,,9.00,108.00,9.00,2022-11-01
        """
    private static let stores = """
        store,name,status,address,city,state,zip,report_date
        71,HARBOUR STORE,A,1 Main Street,Des Moines,IA,50309,2022-11-01
        72,QUAY STORE,A,2 Main Street,Ames,IA,50010,2022-11-01
        """
    /// Of store 71 all but one bottle of a line goes back in two parts, and a bottle at another
    /// price; of store 72 more than the month charged. One row of a return is goods sold.
    private static let sales = """
        date,invoice_item,store,item,bottles,sale_cents
        2022-09-01,INV-10000100001,71,1001,12,12000
        2022-09-01,INV-10000100002,71,1002,5,4500
        2022-09-02,INV-10000200001,72,1002,24,21600
        2022-09-02,RINV-20000100001,71,1001,-6,-6000
        2022-09-03,RINV-20000200001,71,1001,-5,-5000
        2022-09-03,RINV-20000200002,71,1002,-1,-850
        2022-09-02,RINV-20000300001,72,1001,-4,-4000
        2022-09-03,RINV-20000400001,72,1001,3,3000
        """

    private func run(_ folder: TemporaryFolder, _ server: TestServer) throws -> (
        said: String, code: Int32
    ) {
        let words = [
            ServerProcess.executable, "replay", "--products", "\(folder.path)/products.csv",
            "--stores", "\(folder.path)/stores.csv", "--sales", "\(folder.path)/sales.csv",
            "--url", "http://127.0.0.1:\(server.port)", "--name", "tiny", "--admin-email",
            server.admin.email, "--admin-password", server.admin.password, "--database-url",
            server.address,
        ]
        let command = words.map { "'\($0)'" }.joined(separator: " ") + " 2>&1"
        guard let output = popen(command, "r") else { throw TestFailure("no \(command)") }
        var said: [UInt8] = []
        while case let byte = fgetc(output), byte != EOF {
            said.append(UInt8(truncatingIfNeeded: byte))
        }
        return (String(decoding: said, as: UTF8.self), pclose(output) >> 8 & 0xFF)
    }

    @Test("file, API and SQL come to the same cents, the first time and again")
    func whole() async throws {
        let server = try await TestServer()
        let folder = try TemporaryFolder("replay")
        defer { folder.remove() }
        for (name, text) in [
            ("products", Self.products), ("stores", Self.stores), ("sales", Self.sales),
        ] {
            guard let file = fopen("\(folder.path)/\(name).csv", "w") else {
                throw TestFailure("no file")
            }
            fputs(text + "\n", file)
            fclose(file)
        }
        for round in 1...2 {
            let run = try run(folder, server)
            #expect(run.code == 0, "round \(round): \(run.said)")
            let lines = run.said.split(separator: "\n")
            func figures(_ name: String) -> [Substring] {
                lines.first { $0.hasPrefix("\(name) ") }?.split(separator: " ") ?? []
            }
            #expect(figures("orders") == ["orders", "3", "0", "3", "3", "3", "equal"])
            #expect(figures("returns") == ["returns", "3", "0", "3", "3", "3", "equal"])
            #expect(figures("returned_lines")[5] == "4", "\(run.said)")
            #expect(figures("returned_cents")[5] == "15850", "\(run.said)")
            #expect(figures("net_cents")[5] == "25250", "\(run.said)")
            #expect(run.said.contains("All equal"), "\(run.said)")
        }
        await server.stop()
    }
}
