using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using EventDriven.Scheduling;
using EventDriven.ServiceDefaults.StoredMessages;
using EventDriven.ServiceDefaults.Telemetry;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventDriven.ServiceDefaults;

/// <summary>A service's own database, on PostgreSQL or SQLite.</summary>
public static class ServiceDatabase
{
    /// <summary>
    /// Adds a service's database. Before the bus starts, it is migrated (PostgreSQL: under a lock, because replicas can
    /// start together) or created (SQLite). A role that may not create tables waits until the owner has migrated it.
    /// Retries until the server is available.
    /// </summary>
    /// <param name="name">The connection string's name, such as "Orders".</param>
    /// <param name="seed">Adds the initial data. Runs after the migrations each time, and must be idempotent.</param>
    public static IServiceCollection AddServiceDatabase<TDbContext>(
        this IServiceCollection services,
        IConfiguration configuration,
        string name,
        Func<TDbContext, CancellationToken, Task>? seed = null
    )
        where TDbContext : DbContext
    {
        var last = "";
        if (EF.IsDesignTime)
        {
            // For dotnet ef: only PostgreSQL is migrated.
            services.AddDbContext<TDbContext>(options => options.UseNpgsql("Host=none"));
        }
        else if (configuration.Database() == DatabaseKind.Sqlite)
        {
            var connectionString = configuration.DatabaseConnectionString(name);
            services.AddDbContextPool<TDbContext>(options => options.UseSqlite(connectionString));
        }
        else
        {
            var settings = Settings(name, configuration).ConnectionString;
            services.AddDbContextPool<TDbContext>(options =>
                options
                    .UseNpgsql(settings, postgres => postgres.ConfigureDataSource(ConfigureConnections))
                    .UseGroupedSaves()
            );
        }

        seed ??= (_, _) => Task.CompletedTask;
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<Initializer<TDbContext>>(provider, name, seed)
        );
        services.AddSingleton<IInitializer>(provider => provider.GetRequiredService<Initializer<TDbContext>>());
        services.AddSingleton<IWarmUpDatabase>(provider => provider.GetRequiredService<Initializer<TDbContext>>());
        services.AddHostedService(provider => provider.GetRequiredService<Initializer<TDbContext>>());
        services.TryAddSingleton<DatabaseClock<TDbContext>>();
        services.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<ClockMonitor<TDbContext>>(provider, name)
        );
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<MessageStore>(
                provider,
                name,
                typeof(TDbContext),
                provider.GetRequiredService<DatabaseClock<TDbContext>>()
            )
        );
        services.AddHealthChecks().AddCheck<Check<TDbContext>>($"database-{name.ToLowerInvariant()}");
        return services;

        void ConfigureConnections(NpgsqlDataSourceBuilder connections)
        {
            TelemetryExport.ConfigureDatabase(connections);
            if (connections.ConnectionStringBuilder.SearchPath == TemporarySchema)
                connections.UsePhysicalConnectionInitializer(CreateTemporaryTables, CreateTemporaryTablesAsync);
            if (connections.ConnectionStringBuilder.Password is null)
                return;
            // Each new connection has the present password, because it may have been changed. The driver accepts
            // either a password or a provider.
            connections.ConnectionStringBuilder.Password = null;
            connections.UsePasswordProvider(_ => Password(), (_, _) => ValueTask.FromResult(Password()));
        }

        string Password()
        {
            try
            {
                last = Settings(name, configuration).Password ?? "";
            }
            catch (StartRefusedException)
            {
                // A file is being replaced. If the last password is not right any more, the login is tried again.
            }

            return last;
        }
    }

    /// <summary>
    /// Migrates the databases of services on PostgreSQL, at their connection strings, and adds their initial data.
    /// </summary>
    public static async Task MigrateAsync(
        IConfiguration configuration,
        IServiceModule[] modules,
        CancellationToken cancellationToken
    )
    {
        var settings = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection([new("Database", nameof(DatabaseKind.Postgres)), new(MigrateOnly, "true")])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging(logging =>
            logging
                .AddSimpleConsole(console => console.SingleLine = true)
                .AddFilter((category, level) => category?.StartsWith("EventDriven.", StringComparison.Ordinal) == true)
        );
        foreach (var module in modules)
            module.AddServices(services, settings);
        await using var provider = services.BuildServiceProvider();
        foreach (var database in provider.GetServices<IInitializer>())
            await database.StartAsync(cancellationToken);
    }

    private const string MigrateOnly = nameof(MigrateOnly);

    // The connection string comes last, so that it wins.
    private static NpgsqlConnectionStringBuilder Settings(string name, IConfiguration configuration)
    {
        var tls = new TlsFiles(configuration);
        var settings = new NpgsqlConnectionStringBuilder(
            new NpgsqlConnectionStringBuilder
            {
                ApplicationName = name,
                // For the messages in progress, and a few more. With the driver's default of 100, a burst would take
                // every slot of the server.
                MaxPoolSize = 40,
                // A repeated statement is parsed and planned once for each connection.
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
                // No code leaves a session changed, and a reset is seven statements for each use of a connection.
                NoResetOnClose = true,
                // The locks of a frozen or disconnected process are released after a few seconds. A row that stays
                // locked longer fails only the saves that need it.
                Options =
                    "-c lock_timeout=1s -c idle_in_transaction_session_timeout=5s -c tcp_user_timeout=10s "
                    + "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3",
                TcpKeepAlive = true,
                TcpKeepAliveTime = 5,
                TcpKeepAliveInterval = 2,
                // Of several hosts, each is tried each time. By default, connections fail without a reason for ten
                // seconds after all hosts have failed.
                HostRecheckSeconds = 0,
                // The driver reads the files for each new connection.
                SslMode = configuration.AllowsPlaintext() ? SslMode.Prefer : SslMode.VerifyFull,
                RootCertificate = tls.CertificateAuthority,
                SslCertificate = tls.Certificate,
                SslKey = tls.Key,
            }.ConnectionString + $";{configuration.DatabaseConnectionString(name)}"
        );
        if (settings.SslMode < SslMode.Require)
            configuration.RefusePlaintext($"ConnectionStrings:{name}", "SSL Mode=VerifyFull in it");
        return settings;
    }

    /// <summary>Whether a row refers to one that does not exist.</summary>
    public static bool IsForeignKeyViolation(DbUpdateException exception) =>
        exception.GetBaseException()
            is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation }
                // SQLITE_CONSTRAINT_FOREIGNKEY.
                or SqliteException { SqliteExtendedErrorCode: 787 };

    // Of the warm-up's connections. A table that has no temporary copy is not found there.
    private const string TemporarySchema = "pg_temp";

    // Fails if a pooler has ignored the connection's search path.
    private const string TemporaryTables = """
        DO $$ DECLARE name name; BEGIN
          IF current_setting('search_path') <> 'pg_temp' THEN RAISE 'The search path is not pg_temp.'; END IF;
          FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TEMPORARY TABLE %1$I (LIKE public.%1$I INCLUDING ALL)', name);
          END LOOP;
        END $$
        """;

    private static void CreateTemporaryTables(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(TemporaryTables, connection);
        command.ExecuteNonQuery();
    }

    private static async Task CreateTemporaryTablesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(TemporaryTables, connection);
        await command.ExecuteNonQueryAsync();
    }

    private interface IInitializer : IHostedService;

    private sealed class Initializer<TDbContext>(
        IServiceProvider services,
        IServiceScopeFactory scopes,
        string name,
        Func<TDbContext, CancellationToken, Task> seed,
        IConfiguration configuration,
        TimeProvider time,
        ILogger<TDbContext> logger
    ) : IInitializer, IWarmUpDatabase
        where TDbContext : DbContext
    {
        private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var delay = TimeSpan.FromMilliseconds(250);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await Initialize(cancellationToken);
                    if (attempt > 1)
                        logger.LogInformation("Database {Database} is available.", name);
                    return;
                }
                catch (NpgsqlException e) when (RefusalOf(e) is { } refusal)
                {
                    throw new StartRefusedException(refusal);
                }
                catch (Exception e)
                    when (TransientErrors.ClassOf(e) is ErrorClass.Connection or ErrorClass.Message
                        && !cancellationToken.IsCancellationRequested
                    )
                {
                    if (attempt == 1)
                        logger.LogWarning(
                            "Database {Database} is not available ({Reason}). Retrying until it is.",
                            name,
                            e.GetBaseException().Message
                        );

                    await Task.Delay(delay, cancellationToken);
                    delay = TimeSpan.FromMilliseconds(Math.Min(delay.TotalMilliseconds * 2, 5_000));
                }
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // What waiting does not help against; null for another failure.
        private string? RefusalOf(NpgsqlException failure) =>
            failure switch
            {
                // Of several hosts.
                { InnerException: AggregateException several } => several
                    .InnerExceptions.Select(one => one is NpgsqlException cause ? RefusalOf(cause) : null)
                    .FirstOrDefault(refusal => refusal is not null),
                PostgresException
                {
                    SqlState: PostgresErrorCodes.InvalidPassword
                        or PostgresErrorCodes.InvalidAuthorizationSpecification
                        or PostgresErrorCodes.InvalidCatalogName
                } refused => $"PostgreSQL refuses the setting ConnectionStrings:{name}: {refused.MessageText}. Name a "
                    + "database and a role that are there, with the role's password.",
                PostgresException failed => TransientErrors.Is(failed)
                    ? null
                    : $"The database of the setting ConnectionStrings:{name} could not be migrated. PostgreSQL says: "
                        + $"{failed.SqlState}: {failed.MessageText}. Correct what it names, and start again: what was "
                        + "done before is kept.",
                { IsTransient: true } => null,
                { InnerException: null } when string.IsNullOrEmpty(Settings(name, configuration).Password) =>
                    $"PostgreSQL refuses the setting ConnectionStrings:{name}, which has no password: "
                        + $"{failure.Message}.",
                { InnerException: null or AuthenticationException } =>
                    $"PostgreSQL at the setting ConnectionStrings:{name} has no encrypted connection that can be "
                        + $"trusted: {failure.GetBaseException().Message} Set up TLS on the server, and set "
                        + "Tls:CertificateAuthority to the file of its authority; or allow connections without "
                        + "TLS: AllowPlaintext=true, and SSL Mode=Prefer in the connection string.",
                _ => null,
            };

        public bool CanHaveTemporaryTables =>
            new NpgsqlConnectionStringBuilder(ConnectionString) is { Options.Length: > 0, SearchPath: null };

        public void UseTemporaryTables(IServiceCollection container) =>
            // Of the same options, so that the model and the compiled queries are shared.
            container.Replace(
                ServiceDescriptor.Singleton(
                    new DbContextOptionsBuilder<TDbContext>(Options).UseNpgsql(TemporaryConnectionString).Options
                )
            );

        public async Task SeedAsync(IServiceProvider container, CancellationToken cancellationToken)
        {
            await using var scope = container.CreateAsyncScope();
            await seed(scope.ServiceProvider.GetRequiredService<TDbContext>(), cancellationToken);
        }

        public void DiscardTemporaryTables()
        {
            using var db = ActivatorUtilities.CreateInstance<TDbContext>(
                services,
                new DbContextOptionsBuilder<TDbContext>(Options).UseNpgsql(TemporaryConnectionString).Options
            );
            NpgsqlConnection.ClearPool((NpgsqlConnection)db.Database.GetDbConnection());
        }

        private DbContextOptions<TDbContext> Options => services.GetRequiredService<DbContextOptions<TDbContext>>();

        private string ConnectionString => RelationalOptionsExtension.Extract(Options).ConnectionString!;

        private string TemporaryConnectionString
        {
            get
            {
                var settings = new NpgsqlConnectionStringBuilder(ConnectionString)
                {
                    SearchPath = TemporarySchema,
                    // All statements see the same tables: one connection, which is to one host.
                    MinPoolSize = 0,
                    MaxPoolSize = 1,
                };
                settings.Host = settings.Host!.Split(',')[0];
                // The name of the pool in the metrics of the driver.
                settings.ApplicationName += "-warm-up";
                return settings.ConnectionString;
            }
        }

        private async Task Initialize(CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();

            if (!db.Database.IsSqlite())
            {
                await Migrate(scope.ServiceProvider, cancellationToken);
                return;
            }

            if (Path.GetDirectoryName(db.Database.GetDbConnection().DataSource) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            await Create(db, cancellationToken);
            await seed(db, cancellationToken);
        }

        // Migrations and seed run under one lock, so a replica that starts later finds the work done. The lock belongs
        // to a transaction on its own connection, because a pooler in transaction mode keeps no session lock. Between
        // attempts, a waiting process closes its connection, because the pool may be small and the migrating process
        // needs two.
        private async Task Migrate(IServiceProvider services, CancellationToken cancellationToken)
        {
            var serviceOptions = services.GetRequiredService<DbContextOptions<TDbContext>>();
            var settings = new NpgsqlConnectionStringBuilder(
                RelationalOptionsExtension.Extract(serviceOptions).ConnectionString
            )
            {
                // Migrations may run long. Not pooled, because no other connection has these settings.
                CommandTimeout = 0,
                Pooling = false,
            };
            // They may wait for a lock. Empty Options: the pooler accepts none, and the role's lock_timeout applies.
            if (!string.IsNullOrEmpty(settings.Options))
                settings.Options += " -c lock_timeout=0";

            var options = new DbContextOptionsBuilder<TDbContext>(serviceOptions).UseNpgsql(settings.ConnectionString);
            await using var db = ActivatorUtilities.CreateInstance<TDbContext>(services, options.Options);
            if (!await MayCreateTables(db, cancellationToken))
            {
                if (services.GetRequiredService<IConfiguration>().GetValue<bool>(MigrateOnly))
                    throw new StartRefusedException(
                        $"The role {settings.Username} in the setting ConnectionStrings:{name} may not create tables: "
                            + "to migrate, connect as the owner of the database."
                    );
                await WaitForMigrations(db, cancellationToken);
                return;
            }

            await using var holder = new NpgsqlConnection(settings.ConnectionString);
            if (!await TryLock(holder, cancellationToken))
                await Report(
                    "waiting for another process, which is migrating it",
                    WaitForLock(holder, cancellationToken)
                );

            await db.Database.OpenConnectionAsync(cancellationToken);
            await foreach (var context in MigratedContexts(db))
            {
                if (await Pending(context, cancellationToken) is { Length: > 0 } pending)
                    await Report($"migrating ({pending})", context.Database.MigrateAsync(cancellationToken));
            }

            // Fails if the lock's connection was lost during the migrations. StartAsync then starts again.
            await using (var ping = new NpgsqlCommand("SELECT 1", holder))
                await ping.ExecuteNonQueryAsync(cancellationToken);
            await seed(db, cancellationToken);
        }

        private static async Task WaitForLock(NpgsqlConnection holder, CancellationToken cancellationToken)
        {
            while (!await TryLock(holder, cancellationToken))
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }

        // The transaction, and with it the lock, ends when the connection is closed. It is idle while the migrations
        // run, so its idle timeout is turned off.
        private static async Task<bool> TryLock(NpgsqlConnection holder, CancellationToken cancellationToken)
        {
            await holder.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                """
                BEGIN;
                SET LOCAL idle_in_transaction_session_timeout = 0;
                SELECT pg_try_advisory_xact_lock(hashtext('event-driven migrations'))
                """,
                holder
            );
            var isLocked = await command.ExecuteScalarAsync(cancellationToken) is true;
            if (!isLocked)
                await holder.CloseAsync();
            return isLocked;
        }

        private static Task<bool> MayCreateTables(TDbContext db, CancellationToken cancellationToken) =>
            db
                .Database.SqlQuery<bool>($"""SELECT has_schema_privilege(current_schema(), 'CREATE') AS "Value" """)
                .SingleAsync(cancellationToken);

        private async Task WaitForMigrations(TDbContext db, CancellationToken cancellationToken)
        {
            await foreach (var context in MigratedContexts(db))
            {
                if (await Pending(context, cancellationToken) is { Length: > 0 } pending)
                    await Report(
                        $"waiting for the owner to migrate it ({pending}): run AllInOne --migrate as the owner",
                        WaitUntilMigrated(context, cancellationToken)
                    );
            }
        }

        private static async Task WaitUntilMigrated(DbContext context, CancellationToken cancellationToken)
        {
            while (await Pending(context, cancellationToken) is { Length: > 0 })
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        private static async Task<string> Pending(DbContext context, CancellationToken cancellationToken) =>
            string.Join(", ", await context.Database.GetPendingMigrationsAsync(cancellationToken));

        // Tables that several services have have contexts of their own, so that their migrations are not repeated.
        private static async IAsyncEnumerable<DbContext> MigratedContexts(TDbContext db)
        {
            yield return db;
            var model = db.GetService<IDesignTimeModel>().Model;
            if (IsApart<OutboxMessage>())
            {
                await using var outbox = new OutboxDbContext(Options<OutboxDbContext>());
                yield return outbox;
            }

            if (IsApart<ScheduledMessageRow>())
            {
                await using var scheduler = new SchedulerDbContext(Options<SchedulerDbContext>());
                yield return scheduler;
            }

            bool IsApart<TEntity>() => model.FindEntityType(typeof(TEntity))?.IsTableExcludedFromMigrations() == true;

            DbContextOptions<TContext> Options<TContext>()
                where TContext : DbContext =>
                new DbContextOptionsBuilder<TContext>().UseNpgsql(db.Database.GetDbConnection()).Options;
        }

        private async Task Report(string activity, Task task)
        {
            var since = time.GetUtcNow();
            logger.LogInformation("Database {Database}: {Activity}.", name, activity);
            using var timer = new PeriodicTimer(ReportInterval, time);
            while (await Task.WhenAny(task, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) != task)
                logger.LogInformation("Database {Database}: still {Activity}, since {Since:u}.", name, activity, since);
            await task;
        }

        // SQLite files are not migrated: one of another version is refused, before a missing column fails an order.
        private static async Task Create(TDbContext db, CancellationToken cancellationToken)
        {
            var tables = db.Database.GenerateCreateScript();
            long version = BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(tables))) & int.MaxValue;
            await db.Database.OpenConnectionAsync(cancellationToken);
            try
            {
                var isEmpty = await Execute("SELECT count(*) FROM sqlite_master") is 0L;
                if (!isEmpty && !version.Equals(await Execute("PRAGMA user_version")))
                {
                    throw new StartRefusedException(
                        $"{db.Database.GetDbConnection().DataSource} was made by another version of this program, and "
                            + "has other tables. Give it another folder (--data DIR), or delete this one: nothing "
                            + "migrates the embedded databases."
                    );
                }

                // In SQLite's default mode a reader blocks writers.
                await Execute("PRAGMA journal_mode = 'wal'");
                if (isEmpty)
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                    await Execute($"{tables} PRAGMA user_version = {version}");
                    await transaction.CommitAsync(cancellationToken);
                }
            }
            finally
            {
                await db.Database.CloseConnectionAsync();
            }

            async Task<object?> Execute(string sql)
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // No user input.
                command.CommandText = sql;
#pragma warning restore CA2100
                return await command.ExecuteScalarAsync(cancellationToken);
            }
        }
    }

    private sealed class Check<TDbContext>(TDbContext db, DatabaseClock<TDbContext> clock) : IHealthCheck
        where TDbContext : DbContext
    {
        // Uses a pooled connection, because health requests could otherwise open all that the server has.
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                if (db.Database.IsNpgsql() && await IsReadOnly(cancellationToken))
                {
                    // After a failover, the next connections may reach the server that can be written.
                    NpgsqlConnection.ClearPool((NpgsqlConnection)db.Database.GetDbConnection());
                    return HealthCheckResult.Unhealthy("Not ready: the database is read-only.");
                }

                if (!db.Database.IsNpgsql())
                    await db.Database.ExecuteSqlAsync($"SELECT 1", cancellationToken);
                return clock.Skew.Duration() <= DatabaseClock<TDbContext>.Tolerance
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Degraded($"The clock of this machine is {clock.SkewText} the database's.");
            }
            catch (Exception exception) when (TransientErrors.Is(exception))
            {
                return HealthCheckResult.Unhealthy($"Not ready: {TransientErrors.ReasonOf(exception)}.");
            }
        }

        private Task<bool> IsReadOnly(CancellationToken cancellationToken) =>
            db
                .Database.SqlQuery<bool>($"""SELECT current_setting('transaction_read_only')::bool AS "Value" """)
                .SingleAsync(cancellationToken);
    }
}
