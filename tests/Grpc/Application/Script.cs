using Grpc.Core;

namespace EventDriven.Grpc.Tests.Application;

/// <summary>What a test has the service do.</summary>
internal sealed class Script
{
    public Func<Question, ServerCallContext, Task<Answer>> Ask { get; set; } =
        (question, _) => Task.FromResult(new Answer { Text = question.Text });

    public Func<Question, IServerStreamWriter<Answer>, ServerCallContext, Task> Listen { get; set; } =
        (_, _, _) => Task.CompletedTask;
}
