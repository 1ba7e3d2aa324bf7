-- Whether a network records small tests at all: without any, nobody can say what was tested first.
create or replace macro has_tests(of_network) as
    exists (from actions where actions.network_id = of_network and actions.size = 'small_test');
