using System.Net;
using EventDriven.ServiceDefaults;
using Microsoft.Extensions.Configuration.Memory;

namespace EventDriven.AllInOne;

/// <summary>What makes this host the embedded one: its defaults, and how it starts.</summary>
internal static class EmbeddedHost
{
    private const string DefaultUrl = "http://localhost:8080";
    private const string DefaultGrpcUrl = "http://localhost:8087";

    /// <summary>
    /// A builder in the Development environment, unless the command line or the environment's own variables say
    /// another.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] arguments)
    {
        var said = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddCommandLine(arguments)
            .Build();
        return WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = arguments,
                EnvironmentName = said[HostDefaults.EnvironmentKey] ?? Environments.Development,
            }
        );
    }

    /// <summary>Settings below all others: environment variables and the command line win.</summary>
    public static void UseEmbeddedDefaults(this WebApplicationBuilder builder, bool demo, bool verbose)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["Transport"] = nameof(TransportKind.InMemory),
            ["Database"] = nameof(DatabaseKind.Sqlite),
            ["Serilog:MinimumLevel:Default"] = verbose ? "Information" : "Warning",
            // Where the environment names a port and the command line another, as in a container, the latter is meant.
            ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Error",
            // A start that fails is told below, or by the runtime; what stops a running host is logged as fatal.
            ["Serilog:MinimumLevel:Override:Microsoft.Extensions.Hosting.Internal.Host"] = "Fatal",
        };
        if (demo)
        {
            // The late ones answer after their first deadline and before their last, as with the usual ten seconds.
            defaults["Saga:StepDeadline"] = "00:00:02";
            defaults["Provider:LateBy"] = "00:00:03";
            defaults["Carrier:LateBy"] = "00:00:03";
        }

        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            // gRPC without TLS needs a port of its own: nothing else can be told from HTTP/1.1 there.
            defaults["Kestrel:Endpoints:Api:Url"] = DefaultUrl;
            defaults["Kestrel:Endpoints:Grpc:Url"] = DefaultGrpcUrl;
            defaults["Kestrel:Endpoints:Grpc:Protocols"] = "Http2";
        }

        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
    }

    /// <summary>Where it listens, as a client on this machine says it.</summary>
    public static Uri ListeningAddress(this WebApplication app)
    {
        var address = new UriBuilder(
            app.Urls.First()
                .Replace("//*", "//localhost", StringComparison.Ordinal)
                .Replace("//+", "//localhost", StringComparison.Ordinal)
        );
        if (
            IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
        )
            address.Host = "localhost";
        return address.Uri;
    }
}
