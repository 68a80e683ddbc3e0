using System.Security.Cryptography;
using EventDriven.Security;
using EventDriven.Services.Tests.StoredMessages;
using Microsoft.Extensions.Options;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_it_is_not_said_whose_tokens_are_accepted
{
    // What the source has, and so everybody.
    private const string DevelopmentKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJONemTfsDInMQ+u3Xh1t7LAjEY6Y
        izsETg/FArBOUrqsD4LlcB4wxAh2Z5iU+XfHENBK9AOUZNOkceRAW7SzCg==
        -----END PUBLIC KEY-----
        """;

    [Theory]
    [InlineData("no settings", "Set Authentication:Authority", "Authentication:Audience=")]
    [InlineData("no audience", "Set it to the aud", "Authentication:Authority=https://login.example.com")]
    [InlineData(
        "an authority that anybody on the way can be",
        "must be an address that begins with https://",
        "Authentication:Authority=http://login.example.com",
        "Authentication:Audience=orders-api"
    )]
    [InlineData(
        "an authority that is no address",
        "must be an address",
        "Authentication:Authority=login",
        "Authentication:Audience=orders-api"
    )]
    [InlineData(
        "an authority and a key",
        "and not both",
        "Authentication:Authority=https://login.example.com",
        "Authentication:Audience=orders-api",
        "Authentication:PublicKeyFile=/etc/key.pem"
    )]
    [InlineData(
        "a file that is not there",
        "/no/such/key.pem",
        "Authentication:PublicKeyFile=/no/such/key.pem",
        "Authentication:Issuer=i",
        "Authentication:Audience=orders-api"
    )]
    [InlineData(
        "no key in PEM",
        "is not a public key in PEM",
        "Authentication:PublicKey=c2VjcmV0",
        "Authentication:Issuer=i",
        "Authentication:Audience=orders-api"
    )]
    [InlineData(
        "no issuer",
        "Authentication:Issuer is missing",
        "Authentication:PublicKey=c2VjcmV0",
        "Authentication:Audience=orders-api"
    )]
    [InlineData(
        "the development key",
        "is the development key, which anybody can sign with",
        $"Authentication:PublicKey={DevelopmentKey}",
        "Authentication:Issuer=i",
        "Authentication:Audience=orders-api"
    )]
    public async Task It_does_not_start_and_says_what_to_set(string what, string said, params string[] settings) =>
        (await Refusal(settings)).ShouldContain(said, Case.Insensitive, what);

    [Fact]
    public async Task A_private_key_is_refused_and_not_repeated()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();

        var refusal = await Refusal(
            $"Authentication:PublicKey={pem}",
            "Authentication:Issuer=i",
            "Authentication:Audience=orders-api"
        );

        refusal.ShouldContain("is a private key");
        refusal.ShouldNotContain(pem);
    }

    [Fact]
    public async Task A_key_that_is_too_short_is_refused()
    {
        using var key = RSA.Create(1024);

        var refusal = await Refusal(
            $"Authentication:PublicKey={key.ExportSubjectPublicKeyInfoPem()}",
            "Authentication:Issuer=i",
            "Authentication:Audience=a"
        );

        refusal.ShouldContain("2048 or more");
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task The_process_ends_wherever_it_is_not_development(string environment)
    {
        await using var data = new TemporaryFolder();
        var (exitCode, output, errors) = await ServiceExecutable.Run(
            "EntryApi",
            new()
            {
                ["ASPNETCORE_ENVIRONMENT"] = environment,
                ["Transport"] = "InMemory",
                ["Database"] = "Sqlite",
                ["DataDirectory"] = data.FullPath,
            }
        );

        exitCode.ShouldNotBe(0, output);
        output.ShouldContain("Set Authentication:Authority");
        output.ShouldContain(environment);
        output.ShouldNotContain("Now listening on");
        errors
            .Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.Contains("Authentication:"), "sentences, and no stack trace");
    }

    private static async Task<string> Refusal(params string[] settings)
    {
        var said = settings
            .Select(setting => setting.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => (string?)pair[1]);
        said["Database"] = "Sqlite";
        return (await Should.ThrowAsync<OptionsValidationException>(() => EntryApiHost.StartAsync(said))).Message;
    }
}
