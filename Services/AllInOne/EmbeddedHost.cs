using System.Net;
using EventDriven.ServiceDefaults;
using Microsoft.Extensions.Configuration.Memory;

namespace EventDriven.AllInOne;

internal static class EmbeddedHost
{
    /// <summary>The environment is Development unless the command line or environment variables set another.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] arguments)
    {
        var configured = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddCommandLine(arguments)
            .Build();
        return WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = arguments,
                EnvironmentName = configured[HostDefaults.EnvironmentKey] ?? Environments.Development,
            }
        );
    }

    /// <summary>Defaults with the lowest priority.</summary>
    public static void UseEmbeddedDefaults(this WebApplicationBuilder builder, bool demo, bool verbose)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["Transport"] = nameof(TransportKind.InMemory),
            ["Database"] = nameof(DatabaseKind.Sqlite),
            ["Serilog:MinimumLevel:Default"] = verbose ? "Information" : "Warning",
            // Hides the warning about a port that the command line overrides.
            ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Error",
            // A failed start is reported elsewhere; a failure of the running host is logged as fatal.
            ["Serilog:MinimumLevel:Override:Microsoft.Extensions.Hosting.Internal.Host"] = "Fatal",
        };
        if (demo)
        {
            // Late parties answer between the first and the last deadline, as with the default of ten seconds.
            defaults["Saga:StepDeadline"] = "00:00:02";
            defaults["Provider:LateBy"] = "00:00:03";
            defaults["Carrier:LateBy"] = "00:00:03";
        }

        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            // gRPC without TLS needs its own port, which cannot also serve HTTP/1.1.
            defaults["Kestrel:Endpoints:Api:Url"] = "http://localhost:8080";
            defaults["Kestrel:Endpoints:Grpc:Url"] = "http://localhost:8087";
            defaults["Kestrel:Endpoints:Grpc:Protocols"] = "Http2";
        }

        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
    }

    /// <summary>With localhost in place of a wildcard.</summary>
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
