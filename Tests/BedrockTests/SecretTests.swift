import Bedrock
import Testing

@Suite("Secrets show in nothing")
struct SecretTests {
    private struct Holder {
        let name = "holder"
        let secret = Secret("hunter2")
        let list = [Secret("hunter2")]
        let optional: Secret<String>? = Secret("hunter2")
    }

    @Test("not in interpolation, debugging or dumps")
    func hidden() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "***")
        #expect(String(reflecting: secret) == "***")
        var dumped = ""
        dump(Holder(), to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(Holder())".contains("hunter2"))
        #expect(!String(reflecting: Holder()).contains("hunter2"))
    }

    @Test("but can be revealed, by that word")
    func revealed() {
        #expect(Secret("hunter2").reveal() == "hunter2")
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
    }
}
