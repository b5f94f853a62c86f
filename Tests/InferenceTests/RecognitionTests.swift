import Inference
import Studies
import Testing

/// Which servers are asked what they are.
struct RecognitionTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080/v1", true), ("http://localhost/v1", true), ("http://[::1]:1/v1", true),
        ("http://10.1.2.3/v1", true), ("http://172.16.0.1/v1", true), ("http://172.32.0.1/v1", false),
        ("http://192.168.178.2:11434/v1", true), ("http://192.169.0.1/v1", false), ("http://100.64.0.9/v1", true),
        ("http://100.128.0.9/v1", false), ("http://169.254.169.254/v1", false), ("http://vllm:8000/v1", true),
        ("http://gpu.local/v1", true), ("http://host.docker.internal:1/v1", true), ("http://[fd00::1]/v1", true),
        ("http://[2001:db8::1]/v1", false), ("https://api.openai.com/v1", false), ("https://10.example.com/v1", false),
        ("https://local.example/v1", false), ("http://8.8.8.8/v1", false),
    ])
    func onlyServersOfOnesOwnAreAskedWhatTheyAre(url: String, isAsked: Bool) {
        #expect(Endpoint(name: "e", kind: .openai, url: url).mayBeRecognised == isAsked)
        var known = Endpoint(name: "e", kind: .openai, url: url)
        known.profile = "litellm"
        #expect(!known.mayBeRecognised && !Endpoint(name: "e", kind: .ollama, url: url).mayBeRecognised)
    }
}
