using System.Security.Claims;
using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_the_host_refuses_a_call
{
    [Fact]
    public async Task For_want_of_credentials_it_is_UNAUTHENTICATED()
    {
        await using var host = await GrpcHost.StartAsync(AddAuthentication, conventions: probe =>
            probe.RequireAuthorization()
        );

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        status.Code.ShouldBe(StatusCode.Unauthenticated);
        status.Details.ShouldBe("The call has no valid credentials.");
    }

    [Fact]
    public async Task An_attribute_on_a_method_counts_for_that_method_alone()
    {
        await using var host = await GrpcHost.StartAsync(AddAuthentication);

        (await ProbeClient.StatusAsync(host, new GrpcJsCall("AskInPrivate"))).Code.ShouldBe(StatusCode.Unauthenticated);
        (await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"))).Code.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task For_want_of_permission_it_is_PERMISSION_DENIED()
    {
        await using var host = await GrpcHost.StartAsync(
            AddAuthentication,
            app =>
            {
                app.Use(
                    (http, next) =>
                    {
                        http.User = new ClaimsPrincipal(new ClaimsIdentity([], "test"));
                        return next(http);
                    }
                );
                app.UseAuthorization();
            },
            probe => probe.RequireAuthorization(policy => policy.RequireClaim("scope", "orders"))
        );

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        status.Code.ShouldBe(StatusCode.PermissionDenied);
        status.Details.ShouldBe("The caller may not make this call.");
    }

    [Fact]
    public async Task For_too_many_calls_it_is_RESOURCE_EXHAUSTED()
    {
        await using var host = await GrpcHost.StartAsync(
            services =>
                services.AddRateLimiter(limits =>
                {
                    limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                    limits.AddFixedWindowLimiter("once", window =>
                        (window.PermitLimit, window.Window) = (1, TimeSpan.FromDays(1))
                    );
                }),
            app => app.UseRateLimiter(),
            probe => probe.RequireRateLimiting("once")
        );

        (await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"))).Code.ShouldBe(StatusCode.OK);
        (await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"))).Code.ShouldBe(StatusCode.ResourceExhausted);
    }

    private static void AddAuthentication(IServiceCollection services)
    {
        services.AddAuthentication().AddBearerToken();
        services.AddAuthorization();
    }
}
